"""The pages and what they fetch, a file per part of the workbench."""

from offramp.web.pages import editor, play, results, runs, shelf, war, whatif

ROUTERS = (shelf.router, war.router, whatif.router, runs.router, results.router, play.router, editor.router)
