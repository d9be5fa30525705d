"""The explorer: a case as pages, one set of templates for the folder that is shared and the local server."""
