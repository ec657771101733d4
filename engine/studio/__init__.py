"""The workshop of the quality officer: drafts of the policy, what they would do, and their proof."""
