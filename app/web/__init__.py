"""HTTP and templates: no mathematics, no drawing."""
