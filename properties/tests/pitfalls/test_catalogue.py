"""Every pitfall is detected by the laws that are listed for it, and every dialect is distinct."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from properties.comparison.evidence import Evidence, combine_evidence
from properties.comparison.trajectories import compare_with_enclosure
from properties.dialects import Dialect, dialects
from properties.enclosures.evaluate import enclose
from properties.engine.examiner import Examiner
from properties.generation.corpus import corpus
from properties.generation.families import families
from properties.laws import MUST, Trial, laws
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.registry import Rule, rules
from properties.scenarios.encoding import encode_hyper, to_json
from properties.scenarios.model import EncodedHyper, Scenario, Start, Step, encode_array
from properties.scenarios.transforms import without_hyper
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import SubjectError, Trajectory
from properties.tests.drawn_scenarios import distinct_scenarios

each_pitfall = pytest.mark.parametrize("pitfall", pitfalls().values(), ids=lambda p: p.id)
each_dialect = pytest.mark.parametrize("dialect", dialects().values(), ids=lambda d: d.id)

# Laws that compare a run with the enclosure of the rule, on the scenario or a change of it.
OF_THE_RULE = {
    "agreement", "torch-agreement", "default-betas", "defaults", "zero-decay", "restart",
    "lr-change", "several-dtypes",
}  # fmt: skip

# The pitfalls that each law detects without the rule's formula.
SEEN_BY: dict[str, tuple[str, ...]] = {
    "absent-gradient": (
        "global-t", "none-as-zero",
    ),
    "alive": (
        "adabelief-corrected-average", "adabelief-old-average", "adabelief-squared-gradient",
        "adadelta-eps-outside", "adadelta-lr-ignored",
        "adadelta-old-denominator", "adafactor-absolute-step", "adafactor-clipping-ignored",
        "adafactor-decay-offset",
        "amsgrad-not-kept", "asgd-eta-not-kept",
        "asgd-power-missing", "asgd-steps-behind",
        "decay-unused", "lamb-per-element", "lamb-ratio-of-zeros", "lamb-zero-stays",
        "lars-decay-in-norm-alone",
        "lars-trust-ignored", "lars-zero-stays", "lion-average-turned",
        "lion-interpolation-kept", "lion-momentum-first", "lion-swapped-betas",
        "muon-coefficients-ignored", "muon-step-short", "nadam-decay-ignored",
        "rmsprop-buffer-not-kept", "rmsprop-centered-ignored",
        "rmsprop-old-moment", "rmsprop-sum-of-squares", "rprop-etas-swapped",
        "rprop-limits-ignored", "rprop-size-not-kept", "rprop-step-behind",
        "step-before-backward", "velocity-not-kept", "yogi-is-adam", "yogi-sign-turned",
        "yogi-start-ignored",
    ),
    "constant-gradient": (
        "adamax-norm-averaged", "adamax-norm-corrected", "adamax-norm-squared",
        "adamax-uncorrected", "beta-without-power", "correction-multiplied", "eps-hat",
        "eps-in-half", "eps-inside-root", "moment-seeded", "no-correction", "no-first-correction",
        "no-second-correction", "powers-in-half", "t-not-incremented", "t-one-ahead",
        "t-one-behind",
    ),
    "decay-factor": (
        "adabelief-decay-sign", "decay-coupled", "decay-sign", "decay-without-lr",
        "lion-decay-in-sign", "lion-decay-without-lr", "lion-sign-of-zero", "muon-decay-coupled",
        "nadam-decay-coupled", "radam-decay-coupled",
    ),
    "generator": (
        "iterable-not-kept", "iterable-read-by-step",
    ),
    "gradient-not-kept": (
        "gradient-kept",
    ),
    "gradient-untouched": (
        "added-after-construction", "gradient-looks-ahead", "gradient-mutated",
        "gradient-negated", "replaced-after-construction", "zero-grad-forgotten",
    ),
    "layout": (
        "t-per-block", "tail-left-out",
    ),
    "maximize": (
        "flag-ignored", "maximize-decays-up", "maximized-twice",
    ),
    "mixed-dtypes": (
        "mixed-dtypes",
    ),
    "others": (
        "t-per-parameter-call",
    ),
    "resume": (
        "one-t-saved", "state-saved-short", "t-not-saved",
    ),
    "resume-elsewhere": (
        "betas-of-construction",
    ),
    "runs": (
        "one-state", "none-crashes", "state-by-position",
    ),
    "scaling": (
        "adagrad-eps-inside-root", "adagrad-no-root", "adagrad-starts-at-one",
        "asgd-schedule-without-lr", "decay-decoupled", "lamb-decay-in-gradient",
        "lamb-norm-of-gradient", "muon-not-normalized", "rmsprop-centre-not-squared",
        "rmsprop-centre-of-squares", "rmsprop-eps-inside-root", "rprop-gradient-sized",
        "velocity-rescaled", "yogi-eps-inside-root", "yogi-sign-of-gradient",
        "yogi-squared-again",
    ),
    "zero-betas": (
        "adamax-norm-not-decayed",
    ),
}  # fmt: skip
WITNESSES = {name: law for law, names in SEEN_BY.items() for name in names}

# The reasons why only the laws about the rule's formula detect the other pitfalls.
ALONE: dict[str, tuple[str, ...]] = {
    "The units of everything are right, and so is every symmetry: another weight, power or count.":
        (
            "adamax-swapped-betas", "adopt-momentum-clipped", "adafactor-not-normalized",
            "lars-decay-not-in-norm",
            "adabelief-swapped-betas", "asgd-decay-constant", "asgd-steps-compound",
            "rmsprop-alpha-turned", "adabelief-eps-outside-alone", "adabelief-second-uncorrected",
            "adagrad-averaged",
            "adagrad-rate-ahead", "adagrad-rate-by-root", "adan-difference-turned",
            "adan-difference-unweighted", "adan-first-difference", "adan-square-of-gradient",
            "adan-weight-of-first", "adopt-bound-ahead", "adopt-bound-root",
            "adopt-first-step-moves", "adopt-first-weighted", "adopt-moment-first",
            "adopt-swapped-betas", "momentum-on-gradient", "muon-gram-not-squared",
            "muon-nesterov-ignored", "muon-shape-factor", "muon-shape-factor-turned",
            "nadam-no-look-ahead", "nadam-product-short", "nadam-schedule-behind",
            "nadam-swapped-betas", "nesterov-sign", "radam-first-uncorrected", "radam-no-root",
            "radam-not-rectified", "radam-rho-single", "radam-rho-without-t",
            "radam-second-uncorrected", "radam-swapped-betas", "radam-t-one-ahead", "swapped-betas",
            "yogi-swapped-betas",
        ),
    "Only at the corner where dampening is 1 does another law see it: nothing moves then.":
        ("dampened-first-step",),
    "Nothing but the formula says where decay belongs in a sum of two things with equal units.":
        (
            "adan-decay-sign", "decay-after-step", "decay-needs-momentum",
            "lamb-decay-not-in-ratio", "lars-decay-not-scaled", "lion-decay-after-step",
        ),
    "A ratio of norms has no units, turned round or squared, and every symmetry stays.":
        (
            "lamb-norms-not-rooted", "lamb-ratio-turned", "lars-norms-not-rooted",
            "lars-ratio-turned",
        ),
    "What is remembered has the right units and is saved and loaded like any state.":
        (
            "adagrad-old-sum", "adan-first-gradient-kept", "asgd-average-returned",
            "nadam-product-not-kept", "rprop-turn-remembered",
        ),
    "It shows where the learning rate changes, and only the formula says how fast it counts.":
        (
            "lr-inside-velocity",
        ),
    "The rule has no law of scaling, which would see the units.":
        (
            "adadelta-gradients-twice", "adadelta-steps-not-squared", "adadelta-wrong-key",
            "adafactor-decay-constant", "adafactor-first-axis", "adafactor-norm-for-rms",
            "adafactor-rate-not-bounded",
        ),
}  # fmt: skip

# Only arrays of several blocks show these.
IN_LARGE_ARRAYS = {"t-per-block", "tail-left-out"}

# These change a default and no formula.
OF_DEFAULTS = {"adagrad-starts-at-a-tenth"}


@cache
def draw_scenarios(rule: str, family: str = "everyday", count: int = 160) -> tuple[Scenario, ...]:
    """Return random scenarios, the same ones in every run."""
    known = {f.name: f for f in families(rules()[rule], CoreSubject(rule).capabilities)}
    return distinct_scenarios(known[family].scenarios, count)


def small(rule: str) -> list[Scenario]:
    return sorted(
        (s for s in draw_scenarios(rule) if s.steps * s.size),
        key=lambda s: (s.steps * s.size, to_json(s)),
    )


# Pitfalls


@each_pitfall
def test_every_pitfall_runs_a_step(pitfall: Pitfall) -> None:
    shape = (1, 2) if rules()[pitfall.rule].dimensions == 2 else (2,)
    start = Start(encode_array([1.0, 2.0]).fill_shape(shape))
    step = Step((encode_array([0.5, -1.0]).fill_shape(shape),))
    hyper: dict[str, EncodedHyper] = {"lr": encode_hyper(0.5)}
    scenario = Scenario(pitfall.rule, "float64", (start,), (hyper,), (step,))
    outcome = pitfall.subject().run(scenario)
    assert isinstance(outcome, Trajectory), outcome
    assert len(outcome.frames) == 1


@pytest.mark.sampled("pitfall.rule")
@each_pitfall
def test_every_pitfall_is_detected_within_few_scenarios(pitfall: Pitfall) -> None:
    rule, subject = rules()[pitfall.rule], pitfall.subject()
    seen = Examiner(rule, subject, examples=20, shrink=False, stop_early=True).run()
    required = [f.law.id for f in seen.findings if f.law.requirement == MUST]
    assert required or pitfall.advised, pitfall.diff()
    assert seen.findings


@pytest.mark.sampled("witness")
@pytest.mark.parametrize(("name", "witness"), sorted(WITNESSES.items()))
def test_its_witness_detects_the_pitfall_without_the_rule(name: str, witness: str) -> None:
    pitfall, law = pitfalls()[name], laws()[witness]
    assert law.id not in OF_THE_RULE
    subject = pitfall.subject()
    rule = rules()[pitfall.rule]
    assert law.not_applicable(rule, subject) is None
    scenarios = (
        draw_scenarios(rule.name, "huge", 8) if name in IN_LARGE_ARRAYS else small(rule.name)
    )
    scenarios = (*scenarios, *corpus(rule.name))
    assert any(_breaks(law.id, Trial(rule, subject, s)) for s in scenarios)


def _breaks(law: str, trial: Trial) -> bool:
    if law != "runs" and isinstance(trial.outcome(trial.scenario), SubjectError):
        return False
    evidence = laws()[law].judge(trial)
    return evidence is not None and evidence.is_broken


def test_every_pitfall_has_a_witness_or_a_reason_why_none_can_be() -> None:
    alone = [name for names in ALONE.values() for name in names]
    assert sorted([*WITNESSES, *alone]) == sorted(pitfalls())
    assert all(reason.endswith(".") for reason in ALONE)


def test_every_rule_has_pitfalls_enough() -> None:
    counts = Counter(p.rule for p in pitfalls().values())
    assert counts.keys() == rules().keys()
    assert min(counts.values()) >= 4


def test_an_explanation_is_short_and_plain() -> None:
    for pitfall in pitfalls().values():
        assert len(pitfall.title) <= 72, pitfall.id
        assert 20 <= len(pitfall.explanation) <= 320, pitfall.id
        assert not set("–—;") & set(pitfall.title), pitfall.id


# Dialects


def _dialect_evidence(rule: Rule, dialect: Dialect, scenario: Scenario) -> Evidence:
    run = dialect.subject().run(scenario)
    assert isinstance(run, Trajectory), run
    return compare_with_enclosure(scenario, run, enclose(rule, scenario))


def _bare(scenario: Scenario) -> Scenario:
    return without_hyper(scenario, rules()[scenario.rule].defaults.keys())


@pytest.mark.sampled("dialect.rule")
@each_dialect
def test_every_dialect_is_distinguished_from_the_rule(dialect: Dialect) -> None:
    rule, subject = rules()[dialect.rule], dialect.subject()
    change = _bare if dialect.id in OF_DEFAULTS else lambda s: s
    trials = (Trial(rule, subject, change(s)) for s in small(dialect.rule))
    # Some are the rule itself until the learning rate changes, which it seldom does unasked.
    assert any(_breaks("agreement", t) or _breaks("lr-change", t) for t in trials), dialect.diff()


@pytest.mark.sampled("dialect.rule")
@each_dialect
def test_every_dialect_agrees_with_its_own_rule(dialect: Dialect) -> None:
    seen = combine_evidence(
        _dialect_evidence(dialect.applied_rule(), dialect, s) for s in small(dialect.rule)[4:14]
    )
    assert not seen.is_broken, seen.message
    assert seen.decided > 0


def test_dialects_are_documented_and_each_is_another_change() -> None:
    found = list(dialects().values())
    assert len({(d.rule, d.edits) for d in found}) == len(found)
    assert len({d.id for d in found} | set(pitfalls())) == len(found) + len(pitfalls())
    for dialect in found:
        assert dialect.id.startswith(f"{dialect.rule}-")
        assert dialect.libraries
        assert dialect.explanation.endswith(".")
