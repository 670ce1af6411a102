"""The names and phrases that ``test_vocabulary`` rejects, each with what to write instead.

To ban another one, add a line. Phrases are regular expressions, which ignore case.
"""

from __future__ import annotations

# Names of functions, classes, methods, fields, parameters and constants, without leading
# underscores. Local variables are free.
BANNED_IDENTIFIERS = {
    "looked_at": "reported_frames",
    "tried": "probe",
    "who": "prefix, subject",
}

# Names of modules, without leading underscores and without the prefix of tests.
BANNED_MODULES = {
    "algebra": "symmetry, closed_forms",
    "choices": "branching",
    "configs": "dataclass_config",
    "drawing": "scenario_builder",
    "examine": "examiner",
    "formulations": "reorderings",
    "growing": "beam_search",
    "life": "event_sequence",
    "lifecycle": "resuming, hyper_changes",
    "membership": "parameter_groups",
    "other_hands": "independent_optimizers",
    "planting": "source_edits, patched_package",
    "recipes": "recipe",
    "scripts": "script",
    "separating": "discriminate",
    "smoke": "selection, probing",
    "speech": "dialects",
    "spelling": "synonyms, hyper_mapping",
    "spoken": "dialects",
    "stretch": "extension",
    "surroundings": "schedulers_and_hooks",
    "validator": "protocol_check",
    "whereabouts": "location",
    "wording": "options",
    "wordings": "options",
    "words": "name the content",
    "workbench": "driver, runner, monitors",
}

# In docstrings, comments, messages, help, templates and documentation, and in names of tests.
BANNED_PHRASES = {
    r"(^|[.!?:;] )who(ever|se)?\b": "begin with a thing, or with 'you'",
    r"\b(is|are|be|was|were|been|being) told\b": "is printed, is reported, is listed",
    r"\b(is|are|be|was|were) (not |never )?(asked|handed)\b": "is requested, is passed",
    r"\bknows? (nothing|something)\b": "is indefinite, is known",
    r"\bnot to be told\b": "indistinguishable",
    r"\btold (apart|from)\b|\btell(s|ing)? (\w+ )?(apart|from)\b": "distinguish",
    r"\b(does|do|did|can|could) not tell\b": "does not distinguish, does not report",
    r"\bis (not )?said (as|of|to|about)\b|\bnothing is said\b": "is reported as, has no verdict",
    r"\bby itself as a rule\b": "automatically by default",
    r"\bends nothing\b": "the run continues",
    r"\b(come|comes) somehow\b": "name the way in which it comes",
    r"\bis no (number|fault|defect|bug|matter) of\b": "is not representable in, is not",
    r"\b(has|have) no words?\b|\bno words for\b": "does not support, cannot express",
    r"\bspeaks?\b(?! (the |this )?\[?(process )?protocol)": "use a verb that fits the thing",
    r"\bchanges? (its|his|their) mind\b": "change the result",
    r"\blost stays lost\b": "once indefinite, it stays indefinite",
    r"\bas (they|it) must be\b": "match",
    r"\bcan be had\b": "all edits match",
    r"\b(be|is|are) spoken\b": "is declared, is applied",
    r"\bheld against\b": "compared with",
    r"\bshares? none of ours\b": "is independent",
    r"\bnobody would have\b": "this does not show in",
    r"\bis asked for none\b|\bnever promised\b": "is not supported, is skipped",
    r"\bpromised,? so\b|\bnot to be promised\b": "excluded by --without",
    r"\bnothing to judge\b": "no supported precision remains",
    r"\bsays? plainly\b": "can be inferred from",
    r"\b(it )?is off from\b": "first deviation at",
    r"\bleads? the subject\b": "the adapter of the subject",
    r"\bleft as (they|it) (are|is)\b": "left at their defaults",
    r"\bwhat takes long\b": "benchmarks",
    r"\bpages? for people\b": "HTML or Markdown",
    r"\bloud (ones?|scenarios?|values?)\b": "extreme values",
    r"\bquiet tests?\b": "convergence test",
    r"\bplants? (every|a|an|the|each)\b|\bplanted (defect|bug|pitfall|error)s?\b": "inject",
    r"\bin none of the ways\b": "no equivalent arguments were found",
    r"\bbroken promises?\b|\bbreaks a promise\b": "a violation of the contract",
    r"\baccused\b|\baccuses?\b": "is reported",
    r"\bput to (further|more|the) \w+": "run on",
    r"\b(thereof|thereby|wherein|whither|lest|naught|aught|henceforth)\b": "a plain word",
}
