"""What a person sees of a case: the terminal report, lists, pages. Views read the case and nothing else."""
