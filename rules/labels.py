"""Groups of labels, spelt out as rules need them."""

from pipeline.values import GROUPS, LABEL_GROUPS

LABELS_OF = {
    group: frozenset(label for label, its_group in LABEL_GROUPS.items() if its_group == group)
    for group in GROUPS
}
"""The labels of each group, the group's own name among them."""
