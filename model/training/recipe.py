"""What to train: labels, shares, network and schedule, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass

BACKGROUND = "background"
"""The label of crops that show nothing of interest; some is augmented otherwise than objects."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides a training besides its data and its seed."""

    name: str
    shares: Mapping[str, float]
    """Label → its share of the crops in a batch; the labels of the model, in order. Scaled to add up to 1."""
    aliases: Mapping[str, str]
    """Label in the data → label of the model, where they differ."""
    skipped: frozenset[str]
    """Labels in the data that no camera of ours meets."""
    held_out: tuple[str, ...]
    """Patterns of whole sources that only measure, never train."""
    source_cap: int = 2500
    """Most crops of one label from one source; more would be CIFAR-10 drowning the cameras."""
    size: int = 48
    """Side of the input: distant objects are 12 to 40 px tall, and 64 costs 1.8 times as much."""
    widths: tuple[int, ...] = (16, 32, 64, 128)
    blocks: tuple[int, ...] = (1, 1, 2, 2)
    """Residual blocks a stage. Each stage halves the side: the many channels stand where pixels are few."""
    epochs: int = 24
    crops_per_epoch: int = 40_000
    batch: int = 128
    learning_rate: float = 3e-3
    weight_decay: float = 2e-2
    label_smoothing: float = 0.05
    ema_momentum: float = 0.995
    """The weights that are kept are the mean of about the last 200 steps."""

    def __post_init__(self) -> None:
        """Refuse a recipe that cannot be trained.

        Raises:
            ValueError: A share, the stages or the epochs are out of range.
        """
        if not self.shares or min(self.shares.values()) <= 0:
            raise ValueError(f"recipe {self.name!r}: expected shares above 0, got {dict(self.shares)}")
        if len(self.widths) != len(self.blocks):
            raise ValueError(
                f"recipe {self.name!r}: expected a width a stage, got {self.widths} and {self.blocks}"
            )
        if self.epochs < 1 or self.batches_per_epoch < 1:
            raise ValueError(
                f"recipe {self.name!r}: expected an epoch and a batch or more,"
                f" got {self.epochs} and {self.batches_per_epoch}"
            )

    @property
    def batches_per_epoch(self) -> int:
        """Batches of an epoch; what does not fill one is not drawn."""
        return self.crops_per_epoch // self.batch

    @property
    def labels(self) -> tuple[str, ...]:
        """The model's labels, in the order of its outputs."""
        return tuple(self.shares)


SURVEILLANCE = Recipe(
    name="surveillance",
    # Person and background weigh most: a shadow taken for a person costs a user most.
    shares={
        "person": 0.19, "bicycle": 0.08, "motorcycle": 0.07, "car": 0.13, "van": 0.05, "bus": 0.05,
        "truck": 0.06, "train": 0.02, "bird": 0.03, "cat": 0.03, "dog": 0.05, "horse": 0.03,
        "other_animal": 0.06, BACKGROUND: 0.18,
    },
    aliases={"automobile": "car", "pickup": "truck", "deer": "other_animal", "frog": "other_animal"},
    skipped=frozenset({"airplane", "ship"}),
    held_out=(
        "mit_cbcl_ped", "roboflow_modes_of_transport", "natural_images", "cifar10/test",
        "footage/??0", "footage/1?6",
    ),
)  # fmt: skip

RECIPES: Mapping[str, Recipe] = {recipe.name: recipe for recipe in (SURVEILLANCE,)}
