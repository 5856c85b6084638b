"""Small drawings as SVG that a page recolours by theme: no script draws them, and a test can read them."""
