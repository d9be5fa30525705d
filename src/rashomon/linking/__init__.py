"""Items → which belong together: shared passages, revisions, origins, stories. The only room that joins over all."""
