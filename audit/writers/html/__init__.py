"""What the HTML document is made of: its template, style, script, charts and embedded data."""
