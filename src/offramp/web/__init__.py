"""The workbench: the same study in a local web page. `app.create_app` makes it, `serving.serve` runs it."""
