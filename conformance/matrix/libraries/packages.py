"""Packages of optimizers that derive from torch's base class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from properties.scenarios.model import HyperValue

from .base import Configuration, Library

# Distribution and module: optimizers by rule; several of one rule are separated by a comma.
PACKAGES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("adabelief-pytorch==0.2.1", "adabelief_pytorch"): {"adabelief": "AdaBelief"},
    ("adan-pytorch==0.1.0", "adan_pytorch"): {"adan": "Adan"},
    ("heavyball==3.2.1", "heavyball"): {
        "adamw": "AdamW", "adopt": "ADOPT", "muon": "Muon", "nadam": "NAdam",
        "rmsprop": "RMSprop", "sgd": "SGD",
    },
    ("lion-pytorch==0.2.5", "lion_pytorch"): {"lion": "Lion"},
    ("nadir==0.1.1", "nadir"): {
        "adadelta": "Adadelta", "adagrad": "Adagrad", "adam": "Adam", "adamax": "Adamax",
        "lion": "Lion", "radam": "Radam", "rmsprop": "RMSProp", "sgd": "SGD,Momentum",
    },
    ("pfrl==0.4.0", "pfrl.optimizers"): {"rmsprop": "RMSpropEpsInsideSqrt"},
    ("pytorch-lamb==1.0.0", "pytorch_lamb"): {"lamb": "Lamb"},
    ("pytorch-optimizer==4.1.0", "pytorch_optimizer"): {
        "adabelief": "AdaBelief", "adadelta": "AdaDelta", "adafactor": "AdaFactor",
        "adamax": "AdaMax", "adam": "Adam", "adamw": "AdamW", "adan": "Adan", "adopt": "ADOPT",
        "lamb": "Lamb", "lars": "LARS", "lion": "Lion", "muon": "Muon",
        "radam": "RAdam", "sgd": "SGD,SGDW", "yogi": "Yogi",
    },
    ("timm==1.0.31", "timm.optim"): {
        "adabelief": "AdaBelief", "adafactor": "Adafactor", "adamw": "AdamWLegacy",
        "adan": "Adan", "adopt": "Adopt", "lamb": "Lamb", "lars": "Lars", "lion": "Lion",
        "muon": "Muon", "nadam": "NAdamLegacy,NAdamW", "radam": "RAdamLegacy",
        "rmsprop": "RMSpropTF", "sgd": "SGDW",
    },
    ("torch-optimi==0.3.3", "optimi"): {
        "adam": "Adam", "adamw": "AdamW", "adan": "Adan", "lion": "Lion", "radam": "RAdam",
        "sgd": "SGD",
    },
    ("torch-optimizer==0.3.0", "torch_optimizer"): {
        "adabelief": "AdaBelief", "adafactor": "Adafactor", "lamb": "Lamb", "lars": "LARS",
        "radam": "RAdam", "sgd": "SGDW", "yogi": "Yogi",
    },
    ("transformers==5.24.0", "transformers.optimization"): {"adafactor": "Adafactor"},
}  # fmt: skip

# heavyball's optimizers consume the gradients, to save memory.
KEEPING: Mapping[str, object] = {"consume_grad": False}

# Arguments with which a class implements the plain rule.
PLAIN: Mapping[str, Mapping[str, object]] = {
    "adabelief_pytorch:AdaBelief": {"rectify": False},
    "heavyball:ADOPT": KEEPING, "heavyball:AdamW": KEEPING, "heavyball:Muon": KEEPING,
    "heavyball:NAdam": KEEPING, "heavyball:RMSprop": KEEPING, "heavyball:SGD": KEEPING,
    "pytorch_optimizer:ADOPT": {"weight_decouple": True},
    "pytorch_optimizer:AdaFactor": {"relative_step": False, "betas": (None, 1 - 1e-10)},
    "pytorch_optimizer:Lamb": {"weight_decouple": False},
    "pytorch_optimizer:Muon": {"group.use_muon": True},
    "pytorch_optimizer:RAdam": {"degenerated_to_sgd": True},
    "timm.optim:AdaBelief": {"rectify": False},
    "timm.optim:Adafactor": {"min_dim_size_to_factor": 0},
    "timm.optim:Adopt": {"clip_exp": 0.25, "decoupled": True},
    "timm.optim:Lamb": {"max_grad_norm": None, "always_adapt": True},
    "timm.optim:Lars": {"eps": 0.0, "always_adapt": True},
    "timm.optim:Muon": {"group.use_muon": True},
    "timm.optim:RMSpropTF": {"lr_in_momentum": False},
    "torch_optimizer:AdaBelief": {"weight_decouple": True},
    "torch_optimizer:Adafactor": {"relative_step": False},
    "torch_optimizer:LARS": {"eps": 0.0},
    "transformers.optimization:Adafactor": {"scale_parameter": True, "relative_step": False},
}  # fmt: skip

# Names of hyper-parameters that are not recognized.
ARGUMENT_NAMES: Mapping[str, Mapping[str, str]] = {
    "pytorch_optimizer:AdaFactor": {
        "eps": "eps1,eps2", "d": "clip_threshold", "beta2_decay": "decay_rate",
    },
    "timm.optim:Adafactor": {
        "eps": "eps,eps_scale", "d": "clip_threshold", "beta2_decay": "decay_rate",
    },
    "pytorch_optimizer:Muon": {"ns_coefficients": "ns_coeffs"},
    "torch_optimizer:Adafactor": {"eps": "eps2"},
}  # fmt: skip

# What is hard-coded. Muon of pytorch_optimizer accepts any argument and ignores those it lacks.
ASSUMED: Mapping[str, Mapping[str, HyperValue]] = {
    "pytorch_optimizer:Muon": {"eps": 1e-7, "adjust_lr_fn": None},
}

# Capabilities that optimizers lack: heavyball computes in float32.
WITHOUT: Mapping[str, tuple[str, ...]] = {"heavyball": ("float64",)}

# What no change of the rule explains, read in the source of the pinned version.
REASONS: Mapping[str, str] = {
    "heavyball:ADOPT": "The step count belongs to the group. A step in which some parameter of the "
    "group has its first gradient sets the second moment of every parameter of the group to the "
    "squared gradient, and moves none of them.",
    "heavyball:NAdam": "The step count belongs to the group, and the second moment is an average "
    "whose weight at step t is (1 - beta2) / (1 - beta2^t), so that a step without a gradient "
    "changes the weights of later ones.",
    "heavyball:RMSprop": "The step count belongs to the group, and the second moment is an average "
    "whose weight at step t is (1 - beta2) / (1 - beta2^t), so that a step without a gradient "
    "changes the weights of later ones.",
    "heavyball:Muon": "Matrices are rounded to bfloat16 stochastically, by torch's generator, "
    "before the iteration: runs with the same seed agree.",
    "nadir:Radam": "With beta_2 = 0 no second moment is made, and the step looks it up.",
    "pytorch_optimizer:Adan": "The gradient is stored before maximize changes its sign, so that "
    "the first difference is twice the gradient.",
    "timm.optim:Adafactor": "With more than two axes, rows and columns are the two largest axes.",
    "torch_optimizer:Adafactor": "With more than two axes, the mean over the rows lacks keepdim "
    "and is broadcast along another axis, or raises.",
}

# Other requirements than the usual torch: timm imports torchvision.
ON: Mapping[str, tuple[str, ...]] = {"timm.optim": ("torch==2.14.1", "torchvision==0.29.1")}

# heavyball compiles each step for every shape, which takes minutes.
ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {"heavyball": {"TORCHDYNAMO_DISABLE": "1"}}


def _configurations(module: str, kinds: Mapping[str, str]) -> Iterator[Configuration]:
    for rule, names in kinds.items():
        for name in names.split(","):
            target = f"{module}:{name}"
            plain = name.lower() == rule
            yield Configuration(
                rule,
                target,
                "" if plain else name,
                PLAIN.get(target, {}),
                ASSUMED.get(target, {}),
                map=ARGUMENT_NAMES.get(target, {}),
                without=WITHOUT.get(module, ()),
                reason=REASONS.get(target, ""),
            )


LIBRARIES = tuple(
    Library(
        requirement.partition("==")[0],
        module.partition(".")[0],
        (*ON.get(module, ("torch==2.13.0",)), requirement),
        tuple(_configurations(module, kinds)),
        ENVIRONMENTS.get(module, {}),
    )
    for (requirement, module), kinds in PACKAGES.items()
)
