"""Arrays in, Plotly figures out; one view a file."""
