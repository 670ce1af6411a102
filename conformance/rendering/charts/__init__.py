"""Charts as compact inline SVG. The style sheet of the page colours them."""
