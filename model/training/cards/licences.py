"""Where the sources that models are trained on come from, and what their owners allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a source of labelled crops."""

    origin: str
    pictures: str
    """What its pictures are: what a model learns from them is best for the same."""
    licence: str
    is_free: bool
    """Whether the licence lets anyone sell what is made of it."""


UNKNOWN = Origin("not stated", "not stated", "not stated", is_free=False)

_WEB = "web pictures of 32 px"
_FOOTAGE = Origin("clips from public repositories", "fixed cameras", "mostly unstated", is_free=False)

ORIGINS: Mapping[str, Origin] = {
    "cifar10": Origin("CIFAR-10, Krizhevsky 2009", _WEB, "research", is_free=False),
    "cifar10 (Keras)": Origin("CIFAR-10, Krizhevsky 2009, from Keras", _WEB, "research", is_free=False),
    "cifar100": Origin("CIFAR-100, Krizhevsky 2009", _WEB, "research", is_free=False),
    "dogs_vs_cats": Origin("Kaggle, Dogs vs. Cats", "photos", "Kaggle, research", is_free=False),
    "footage_motionfp": _FOOTAGE,
    "footage_random": _FOOTAGE,
    "footage_teacher": _FOOTAGE,
    "inria_person": Origin("INRIA Person, Dalal and Triggs 2005", "photos", "research", is_free=False),
    "lschen_ped": Origin("a public repository", "photos", "none stated", is_free=False),
    "mit_cbcl_ped": Origin("MIT CBCL Pedestrian", "photos", "research", is_free=False),
    "natural_images": Origin("Natural Images", "photos", "CC BY-NC-SA 4.0", is_free=False),
    "openimages_vehicles": Origin("Open Images", "photos", "CC BY", is_free=True),
    "roboflow_atl_traffic": Origin("Roboflow Universe", "road cameras", "CC BY 4.0", is_free=True),
    "roboflow_modes_of_transport": Origin("Roboflow Universe", "photos", "CC BY 4.0", is_free=True),
    "tiny_imagenet32": Origin("Tiny ImageNet", _WEB, "ImageNet, non-commercial", is_free=False),
    "udacity_gti_kitti": Origin(
        "Udacity, GTI and KITTI vehicles", "cars' cameras", "research / CC BY-NC-SA 3.0", is_free=False
    ),
    "zenodo_tiny_vehicles": Origin("Zenodo", "one road camera", "CC BY 4.0", is_free=True),
    "rendered": Origin("vedette's own renderer", "rendered", "MIT, as vedette", is_free=True),
}
"""Name of the zip or folder, without its ending, → what is known of it."""


def origin_of(source: str) -> Origin:
    """What is known of a source, by its name: a zip or folder, or a part or clip of it (`cifar10/test`)."""
    name = PurePath(source).parts[0].removesuffix(".zip")
    return ORIGINS.get(name, UNKNOWN)
