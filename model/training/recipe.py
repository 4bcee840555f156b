"""What to train: labels, shares, network and schedule, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BACKGROUND = "background"
"""The label of crops that show nothing of interest; some is augmented otherwise than objects."""


@dataclass(frozen=True, slots=True)
class Descent:
    """How the weights move: SGD with Nesterov's momentum, up a warm-up, down a cosine to nothing."""

    learning_rate: float
    """At its peak."""
    weight_decay: float
    """Of the kernels; decoupled (Source: Loshchilov and Hutter 2019, arXiv:1711.05101)."""
    warmup: float
    """Share of all steps spent on the way up."""
    momentum: float = 0.85
    ema_momentum: float = 0.99
    """The weights that are kept are a running mean: 0.99 is that of about the last 100 steps."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides a training besides its data and its seed."""

    name: str
    shares: Mapping[str, float]
    """Label → its share of the crops in a batch; the labels of the model, in order. Empty: those of the data,
    in the order of their names, equally."""
    held_out: tuple[str, ...]
    """Patterns of whole sources that only measure, never train."""
    look: Literal["camera", "picture"]
    """`camera`: crops are made as poor as a fixed camera's blobs; `picture`: moved and turned a little."""
    validates_on: Literal["held-out", "training"]
    """Where validation crops come from. A confidence that must hold on new cameras is fitted on sources that
    were not trained on."""
    size: int
    """Side of the input, in pixels."""
    widths: tuple[int, ...]
    """Channels of the network's stages: powers of two, for 48, 96 and 192 trained slower than the next."""
    descent: Descent
    early_size: int | None = None
    """Side of the input for the first epochs, which learn rough shapes: smaller is faster. None: `size`."""
    early_share: float = 0.6
    """Share of the epochs that are early."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Label in the data → label of the model, where they differ."""
    skipped: frozenset[str] = frozenset()
    """Labels in the data that the model is not to know."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Pattern of `source/name` → label of the model, for crops that bear another; the first that fits."""
    drawn: tuple[str, ...] = ()
    """Patterns of sources that we rendered: learnt from, but no measure of the real world."""
    excluded: tuple[str, ...] = ()
    """Patterns of `source/name` of crops whose labels mislead."""
    source_cap: int | None = None
    """Most crops of one label from one source, so that none drowns the others."""
    caps: Mapping[str, int] = field(default_factory=dict)
    """Source → its own cap, lower than that of all."""
    epochs: int = 20
    crops_per_epoch: int | None = None
    """None: as many as there are."""
    batch: int = 128
    label_smoothing: float = 0.05
    patience: int = 8
    """Training stops after this many epochs in which the validation loss did not fall."""
    flips: bool = False
    """Serve the mean of a crop and its mirror image: twice the time for some accuracy."""

    def __post_init__(self) -> None:
        """Refuse a recipe that cannot be trained.

        Raises:
            ValueError: A share, the epochs or the batch are out of range.
        """
        if self.shares and min(self.shares.values()) <= 0:
            raise ValueError(f"recipe {self.name!r}: expected shares above 0, got {dict(self.shares)}")
        if self.epochs < 1 or self.batch < 1 or (self.crops_per_epoch or self.batch) < self.batch:
            raise ValueError(
                f"recipe {self.name!r}: expected an epoch and a batch or more,"
                f" got {self.epochs} epochs of {self.crops_per_epoch} crops in batches of {self.batch}"
            )

    @property
    def stages(self) -> tuple[tuple[int, int], ...]:
        """How the epochs are spent: side of the input, number of the epoch behind the last with it."""
        if self.early_size is None:
            return ((self.size, self.epochs),)
        return (self.early_size, round(self.early_share * self.epochs)), (self.size, self.epochs)

    @property
    def labels(self) -> tuple[str, ...]:
        """The model's labels, in the order of its outputs."""
        return tuple(self.shares)


RIDING = (
    "002[ab]", "005[ab]", "009[ab]", "010[ab]", "015[ab]", "017[ab]", "020[ab]", "021[ab]", "022[ab]",
    "023[ab]", "026[cd]", "030[ab]", "031[ab]", "036[ab]", "078[ab]", "123[ab]", "124[ab]", "138[ab]",
    "143[cd]", "156[ab]", "157[ab]", "207[ab]", "209[ab]",
)  # fmt: skip
"""INRIA's persons with a bicycle who ride it, seen from the front or from behind as in few other crops."""

SURVEILLANCE = Recipe(
    name="surveillance",
    # Each group has a fifth: none is likelier than another before a crop is looked at.
    shares={
        "person": 0.20, "bicycle": 0.10, "motorcycle": 0.10, "car": 0.07, "van": 0.03, "bus": 0.04,
        "truck": 0.04, "train": 0.02, "bird": 0.03, "cat": 0.04, "dog": 0.04, "horse": 0.03,
        "other_animal": 0.06, BACKGROUND: 0.20,
    },
    aliases={
        "automobile": "car", "taxi": "car", "cart": "car", "atv": "car", "pickup": "truck",
        "deer": "other_animal", "frog": "other_animal",
    },
    # No fixed camera of ours meets them, and they serve to measure how the unknown is refused.
    skipped=frozenset({"airplane", "ship"}),
    # roboflow_modes_of_transport is the one source that shows two-wheelers from the front, as cameras do: it
    # is learnt from, and was held out in another training (docs/measurements.md).
    held_out=(
        "mit_cbcl_ped", "natural_images", "cifar10/test", "footage/??0", "footage/1?6",
        # A second cut of the film of 080.
        "footage/131",
    ),
    drawn=("rendered*",),
    renamed={f"inria_person/person_and_bike_{name}.*": "bicycle" for name in RIDING},
    # The others push the bicycle or stand before it: neither a clean person nor a rider.
    excluded=("inria_person/person_and_bike_*",),
    look="camera",
    validates_on="held-out",
    # Distant objects are 12 to 40 px tall, and 64 costs 1.8 times as much.
    size=48,
    early_size=32,
    widths=(32, 64, 128, 256),
    descent=Descent(learning_rate=0.5, weight_decay=6.7e-3, warmup=0.15, ema_momentum=0.995),
    batch=250,
    # More would be CIFAR-10 drowning the cameras.
    source_cap=2500,
    # One always equal grey road, squeezed to squares; and consecutive frames of one drive.
    caps={"zenodo_tiny_vehicles": 300, "udacity_gti_kitti": 800},
    epochs=30,
    crops_per_epoch=40_000,
)  # fmt: skip

CIFAR10 = Recipe(
    name="cifar10",
    shares={},
    held_out=("*/test",),
    look="picture",
    validates_on="training",
    size=32,
    widths=(64, 256, 256),
    descent=Descent(learning_rate=0.75, weight_decay=6.7e-3, warmup=0.2),
    epochs=32,
    batch=500,
    label_smoothing=0.2,
    flips=True,
)

RECIPES: Mapping[str, Recipe] = {recipe.name: recipe for recipe in (SURVEILLANCE, CIFAR10)}
