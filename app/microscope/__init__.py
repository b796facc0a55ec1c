"""A trace under the microscope: what to show, reduced to what a screen holds."""
