r"""What is denied in a sentence, and how far: cues and their scopes, after NegEx (Chapman et al. 2001).

Effects: `idiom` only looks negative and is taken out first; `backward` denies what precedes it, `forward` what follows,
`preposition` what follows up to a comma, `rejecting` what follows as wrong; `boundary` ends a clause; a group `cue` is
all of a cue. What is `examined`, up to an `examined_end`, is not denied. Beside a cue: `event` did not happen,
`condition` begins what it depends on, `avoided_by` affirms a means, `needed` affirms what is missed, `reach` passes a
denial on to a claim, `claim` begins one, `wrong` tells a rejection from a mere "not", `verb` and `list` say where a
subject starts.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon(
        "be",
        (
            *("is", "are", "was", "were", "be", "been", "being", "am", "seems?", "appears? to be", "would be"),
            *("will be", "becomes?", "remains?"),
        ),
        "To be something.",
    ),
    Lexicon(
        "be_not",
        (
            (
                r"(?:is|are|was|were|be|been|being|am|seems?|appears? to be|would be|will be|becomes?|remains?)\s+"
                r"(?:\w+ly\s+|also\s+|simply\s+|just\s+)?(?:not|never|n['o]t)"
            ),
            *("(?:is|are|was|were)n't", "ain't"),
        ),
        "Not to be something.",
    ),
    Lexicon(
        "do_not",
        (
            r"(?:do|does|did|will|would|can|could|should|need|must)(?:\s+not|n't)",
            *("cannot", "won't", "can't", "never"),
        ),
        "Not to do something.",
    ),
    Lexicon(
        "adverb",
        (r"(?:\s+(?:\w+ly|at all|in fact|also|even|strictly|a|an|the|any|part of|to be))*",),
        "What may stand between a denial and what is denied.",
    ),
    Lexicon(
        "quality",
        (
            *("required", "needed", "necessary", "used", "relevant", "applicable", "appropriate", "suitable"),
            *("adequate", "included", "involved", "part", "right", "correct", "true", "valid", "good", "sound"),
            *("ideal", "helpful", "useful", "problem", "issue", "answer", "cause", "reason", "bottleneck", "case"),
            *("concern", "obstacle", "flaw", "what", "among", "one of", "listed", "the point", "chosen", "selected"),
            *("applied", "mentioned", "present", "important", "mandatory", "essential"),
            r"in (?:\(\d+\)|the (?:objective|list|post|options|loss|equation|problem))",
        ),
        "What an option or a statement may be said to be.",
    ),
    Lexicon(
        "bad",
        (
            *("unnecessary", "irrelevant", "inapplicable", "inappropriate", "unsuitable", "unneeded", "wrong"),
            *("incorrect", "false", "mistaken", "misleading", "invalid", "untrue", "inaccurate", "superfluous"),
            *("useless", "optional", "inadequate", "a red herring", "nonsense", "out of place", "overkill"),
            *("dispensable", "redundant", "immaterial", "extraneous", "beside the point"),
            r"a (?:(?:common|popular|frequent|widespread) )?(?:mistake|misconception|myth|fallacy)",
        ),
        "What a rejected option or statement is said to be.",
    ),
    Lexicon(
        "untrue",
        (
            *("wrong", "incorrect", "false", "mistaken", "misleading", "untrue", "invalid", "inaccurate", "nonsense"),
            r"a (?:(?:common|popular|frequent|widespread) )?(?:mistake|misconception|myth|fallacy)",
        ),
        "What a statement that does not hold is said to be.",
    ),
    Lexicon(
        "trouble",
        (
            *("issue", "problem", "concern", "obstacle", "reason", "cause", "bottleneck", "flaw", "trouble"),
            *("difficulty", "harm", "use", "option", "choice"),
        ),
        "What something may be said to be no part of.",
    ),
    Lexicon(
        "say",
        (
            *("say", "claim", "state", "think", "believe", "assume", "argue", "conclude", "suppose", "expect"),
            *("maintain", "mean", "imply", "follow"),
        ),
        "To hold something true.",
    ),
    Lexicon(
        "unaware",
        (
            *("know", "known", "knew", r"realis\w+", r"realiz\w+", r"expect\w*", r"notic\w+", r"imagin\w+"),
            *(r"suspect\w*", r"anticipat\w+", r"appreciat\w+", r"guess\w*", "thought", "been aware", "considered"),
            *("given (?:it |this |that |much |a |any )?thought", "paid (?:much |any )?attention"),
            "thought (?:of|about)",
        ),
        "What one had not done before one learnt something.",
    ),
    Lexicon(
        "option",
        (
            *("choice", "answer", "option", "pick", "approach", "tool", "function", "loss", "layer", "number", "way"),
            *("one", "candidate"),
        ),
        "What may be chosen.",
    ),
    Lexicon(
        "conjunction",
        (
            *("but", "however", "although", "though", "whereas", "while", "because", "since", "yet", "therefore"),
            *("hence", "so that", "so", "which", "who", "if", "unless", "when", "even though", "except that"),
            *("as it", "as they", "as the", "as this"),
        ),
        "A word that begins a clause.",
    ),
    Lexicon(
        "pointer",
        (
            *("it", "we", "they", "the", "this", "that", "these", "those", "you", "i", "there"),
            (
                r"and (?:it|we|they|the|this|i|you|he|she|that|these|those|from now on|now|then|there|thus|so|instead|"
                r"in future|since then)"
            ),
        ),
        "What begins a clause behind a comma.",
    ),
    Lexicon(
        "predicate",
        (
            *("is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "will", "would", "can", "could"),
            *("should", "must", "needs?", "uses?", "requires?", "means?", "gives?", "makes?", "takes?", "becomes?"),
            *("works?", "applies", "helps?", "plays?", "handles?", "corresponds?", "implements?", "measures?"),
        ),
        "Verbs by which a subject is known to be complete.",
    ),
    Lexicon(
        "rejection",
        (
            *("issue", "problem", "concern", "obstacle", "flaw", "trouble", "difficulty", "harm", "bottleneck"),
            *("wrong", "incorrect", "false", "mistaken", "misleading", "irrelevant", "nonsense", "a mistake"),
            *("a misconception", "true", "right", "correct", "valid", "case", "the point", "matter", "hold", "no role"),
            "to do with",
        ),
        "Words of a denial that rejects an answer, and not only says that something is absent.",
    ),
)
_CLAIM = r"\s+(?:that|to\s+{say})\b"

_RULES = (
    Rule(
        "scope.not_only",
        r"\bnot\s+(?:only|just|merely|simply|solely|to mention|surprising(?:ly)?|least|unlike|without|un(?:important|"
        r"necessary|reasonable|common|usual)|impossible|irrelevant|wrong|incorrect|false|untrue|mistaken|negligible|"
        r"insignificant|so much)\b",
        "idiom",
        '"Not only" adds, and two denials affirm.',
        ("Not only heat is work.", "Not unusual prices."),
        ("It is only not hot.", "A knot merely holds."),
    ),
    Rule(
        "scope.no_doubt",
        r"\bno\s+(?:doubt|matter|wonder|surprise|less than|fewer than|more than|later than|longer than)\b"
        r"|\bnothing\s+(?:but|more than|except|other than|apart from|besides)\b|\bnone other than\b|"
        r"\bmore often than not\b|\bwhy not\b|\bor not\b|\bif not\b",
        "idiom",
        'Turns of phrase with "no" and "nothing" that deny nothing.',
        ("No doubt prices rise.", "It is nothing but friction."),
        ("Nobody doubts it.", "Matter is conserved."),
    ),
    Rule(
        "scope.not_without",
        r"\b(?:can(?:not| not|'t)|could(?: not|n't))\s+(?:do|work|be done|go|succeed|manage|happen|be "
        r"\w+ed)\s+without\b"
        r"|\b(?:can(?:not| not|'t)|must not|should not|never)\s+be\s+(?:avoided|ignored|neglected|omitted|overstated|"
        r"underestimated|dropped|skipped|ruled out|denied|left out)\b",
        "idiom",
        "What cannot be done without, or cannot be ignored, is affirmed.",
        ("Yeast cannot work without sugar.", "Friction must not be ignored."),
        ("It can be ignored.", "The firm works without debt."),
    ),
    Rule(
        "scope.had_not_known",
        r"\b(?:did not|didn't|never|had not|hadn't|would not|wouldn't)\s+(?:have\s+)?{unaware}\b",
        "idiom",
        "What one did not know before is what one knows now.",
        ("I had not expected enzymes to slow down.", "We never realised that money is debt."),
        ("I knew it.", "The cell had expected mutations."),
    ),
    Rule(
        "scope.never_fails",
        r"\b(?:never|not|n't)\s+fails?\s+to\b|\bcannot help\b|\bnot\s+until\b|"
        r"\bwithout\s+(?:doubt|question|exception)\b|\bwithout (?:loss of generality|(?:sacrificing|losing|hurting|"
        r"changing|altering|affecting) (?:the )?(?:\w+ )?\w+)",
        "idiom",
        'Two denials affirm, and "without loss of generality" denies nothing.',
        ("The test never fails to detect it.", "Without loss of generality let x be positive."),
        ("It fails to grow.", "Losing heat is fast."),
    ),
    Rule(
        "scope.no_trouble",
        r"\b(?:{be}|poses?|causes?|presents?|creates?|makes?)\s+(?:of\s+)?no\s+(?:\w+\s+)?{trouble}s?\b",
        "backward",
        "What is no problem is rejected as one.",
        ("Friction is no problem.", "The tax poses no serious obstacle."),
        ("There is no reason that it rises.", "It makes noise."),
        not_before=r"\s+(?:that|to\s+\w+\s+that)\b",
    ),
    Rule(
        "scope.hardly",
        r"\b{be}\s+(?:hardly|rarely|seldom|scarcely)\s+(?:ever\s+)?{quality}\b",
        "backward",
        "What is hardly so is not so.",
        ("Dialysis is rarely needed.", "This is hardly relevant."),
        ("It is hardly true that prices fall.", "He hardly needed it."),
        not_before=_CLAIM,
    ),
    Rule(
        "scope.is_not",
        r"\b{be_not}{adverb}\s+{quality}\b",
        "backward",
        '"Is not needed" denies its subject; "is not true that" what follows.',
        ("A catalyst is not needed.", "Gravity isn't really the cause."),
        ("It is not true that ice sinks.", "It is needed."),
        not_before=_CLAIM,
    ),
    Rule(
        "scope.is_bad",
        r"\b{be}\s+(?:\w+ly\s+|also\s+|just\s+)?{bad}\b",
        "backward",
        "What is wrong or superfluous is denied.",
        ("The second term is irrelevant.", "A buffer is clearly unnecessary."),
        ("It is wrong to heat it.", "Wrong turns."),
        not_before=r"\s+(?:to|that)\b",
    ),
    Rule(
        "scope.bad_choice",
        r"\b{be}\s+(?:an?|the)\s+{bad}\s+{option}s?\b",
        "backward",
        "A wrong choice is denied.",
        ("The mean is the wrong choice.", "Acid is an unsuitable candidate."),
        ("The wrong cell divides.", "It is a good choice."),
    ),
    Rule(
        "scope.does_not_apply",
        r"\b{do_not}\s+(?:\w+ly\s+)?(?:apply|help|matter|belong|hold|appear|play a role|fit|suffice|count|enter|"
        r"have\s+(?:helped|applied|mattered|sufficed|worked)|(?:have\s+)?(?:prevent(?:ed)?|avoid(?:ed)?|solved?|"
        r"fix(?:ed)?|cured?)\s+(?:it|this|that))\b",
        "backward",
        "What does not apply is denied.",
        ("Ohm's law does not apply.", "Vaccines wouldn't have helped."),
        ("It applies.", "Do not heat it."),
    ),
    Rule(
        "scope.cannot_be_used",
        r"\b(?:can|could|should|must|need|will|would)(?:not|\s+not|n't)\s+(?:be|to be)\s+(?:used|chosen|selected|"
        r"applied|"
        r"ticked|picked|needed|required|added|included|checked)\b",
        "backward",
        "What should not be chosen is denied.",
        ("The t-test cannot be used.", "Option three should not be ticked."),
        ("It can be used.", "Glass cannot be melted here."),
    ),
    Rule(
        "scope.is_ruled_out",
        r"\b(?:can|could|should|must|{be})\s+(?:be\s+)?"
        r"(?:ruled out|excluded|rejected|omitted|discarded|left out|left unchecked)\b",
        "backward",
        "What is ruled out is denied.",
        ("The null hypothesis is rejected.", "Outliers should be excluded."),
        ("They rejected it.", "It is included."),
    ),
    Rule(
        "scope.no_role",
        r"\bplays? no role\b|\bha(?:s|ve) nothing to do with\b|\bha(?:s|ve) no (?:role|place|effect|bearing|"
        r"influence)\b",
        "backward",
        "What plays no role is denied.",
        ("Colour plays no role.", "Mass has no effect on the period."),
        ("It plays a role.", "He has no car."),
    ),
    Rule(
        "scope.is_not_at_end",
        r"(?P<cue>\b(?:is|are|was|were|do|does|did|should|would|will|can)(?:\s+not|n't))\s*(?:[.,;:)]|\z)",
        "backward",
        '"X is, Y is not." denies Y.',
        ("Iron rusts, gold does not.", "Bonds aren't, shares are."),
        ("Gold does not rust.", "It is."),
    ),
    Rule(
        "scope.cross",
        r"(?:[:=→]|\s[–—-])\s*(?:❌|✗|✘)",
        "backward",
        "A cross behind a name denies it.",
        ("Helium: ❌", "helium – ✗"),
        ("helium ✓", "❌ helium"),
    ),
    Rule(
        "scope.colon_no",
        r"(?P<cue>(?:[:=→]|\s[–—-])\s*(?:no|nope|not)\b)\s*(?:[.,;:)(–—]|\z|needed|required|necessary|used|"
        r"relevant|part\b)",
        "backward",
        '"No" behind a colon denies what stands before.',
        ("Helium: no.", "salt – not needed"),
        ("Helium: no charge", "note: acid"),
    ),
    Rule(
        "scope.bracketed_not",
        r"\(\s*(?:not|un)[ -]?(?:needed|required|necessary|used|relevant|applicable|part\b)",
        "backward",
        "A denial in brackets behind a name denies it.",
        ("helium (not used)", "salt (unnecessary here)"),
        ("helium (used)", "salt (not much)"),
    ),
    Rule(
        "scope.mark",
        r"[;—]|\s[–-]\s|\.{3}|…|[()]|\|",
        "boundary",
        "Such a mark ends a clause.",
        ("hot; cold", "hot – cold"),
        ("well-known", "0.5"),
    ),
    Rule(
        "scope.and_do",
        r"(?P<cue>,?\s+\band )(?:keep|use|choose|pick|select|need|take|then|instead)\b",
        "boundary",
        '"And" before an order begins a clause.',
        ("drop one and keep two", "stop, and use salt"),
        ("salt and oil", "hands"),
    ),
    Rule(
        "scope.conjunction",
        r",?\s+\b{conjunction}\b",
        "boundary",
        "A conjunction begins a clause.",
        ("cold because dark", "cold, whereas light"),
        ("a cause", "the whole"),
    ),
    Rule(
        "scope.pointer",
        r",\s+(?:{pointer}\b|(?:as|thus|then|only|just)\b)",
        "boundary",
        "A pronoun behind a comma begins a clause.",
        ("cold, it freezes", "cold, then wet"),
        ("cold and it", "salt, acid"),
    ),
    Rule(
        "scope.did_not_happen",
        r"\b{do_not}\s+(?:\w+ly\s+)?(?:have\s+)?(?:happen(?:ed)?|occur(?:red)?|aris(?:e|en)|appear(?:ed)?|exist(?:ed)?|"
        r"be(?:en)?\s+(?:a|an|any|the)\s+(?:\w+\s+)?(?:problem|issue|trouble|case))\b",
        "event",
        "What would not have happened; the condition behind it is affirmed.",
        ("Rust would not have occurred in dry air.", "The bubble wouldn't have arisen with higher rates."),
        ("It happened.", "Iron will not bend."),
    ),
    Rule(
        "scope.avoided_by",
        r"\bavoided\s+(?:by|with|through|using|via|if|when|had)\b",
        "avoided_by",
        "What could have been avoided by a means; the means is affirmed.",
        ("Scurvy is avoided by fruit.", "Bias is avoided with a blind trial."),
        ("He avoided fruit.", "unavoided by"),
    ),
    Rule(
        "scope.without_it_fails",
        r"\bwithout\b[^.;]{1,80}?\b(?:would|could|cannot|can't|won't|wouldn't|couldn't|fails?|is (?:missing|impossible|"
        r"lost|not)|are (?:missing|impossible|lost|not))\b",
        "needed",
        "Without what something fails, that is needed.",
        ("Without oxygen the fire fails.", "Without trust trade would stop."),
        ("Without oxygen.", "The fire fails."),
    ),
    Rule(
        "scope.do_not",
        r"\b(?:{do_not}|{be_not})\b",
        "forward",
        "A denied verb denies what follows.",
        ("Metals do not melt here.", "Prices are not falling."),
        ("Metals do melt.", "Knots are tied."),
    ),
    Rule(
        "scope.not",
        r"\b(?:not|no longer|no|neither|nor|hardly|scarcely|ha(?:s|ve|d)(?:n't| not| never| no)|nothing to do with)\b",
        "forward",
        '"Not" denies what follows.',
        ("Choose salt, not sugar.", "Neither ion moves."),
        ("A knot.", "Noble gases."),
    ),
    Rule(
        "scope.instead_of",
        r"\b(?:without|rather than|contrary to|instead of|as opposed to|in place of|unlike|except(?: for)?|"
        r"excluding)\b",
        "preposition",
        "What something stands instead of is denied.",
        ("Use copper rather than iron.", "Unlike bonds, shares pay dividends."),
        ("Within iron.", "He would rather go."),
    ),
    Rule(
        "scope.lack",
        r"\b(?:avoid(?:s|ed|ing)?|lack(?:s|ed|ing)?(?: of)?|absence of|"
        r"rul(?:e|es|ed|ing) out|leav(?:e|es|ing) out|left out|exclud(?:e|es|ed)|dismiss(?:es|ed)?|"
        r"nothing (?:guarantees|ensures|says|implies))\b",
        "forward",
        "What is lacked, avoided or left out is denied.",
        ("The cell lacks a nucleus.", "We rule out contamination."),
        ("A black hole.", "The rule holds."),
    ),
    Rule(
        "scope.fails_to",
        r"\b(?:fail(?:s|ed|ing)? to|unable to|impossible to|refus(?:e|es|ed) to)\b",
        "forward",
        "What fails or refuses to happen does not happen.",
        ("The wound fails to heal.", "Banks refuse to lend."),
        ("The heart failed.", "It is possible to lend."),
    ),
    Rule(
        "scope.false_that",
        r"\b(?:{be}|it's)\s+(?:\w+ly\s+|just\s+)?{untrue}\s+that\b",
        "rejecting",
        "What it is false that is rejected.",
        ("It's a myth that sugar causes it.", "It is simply false that money is neutral."),
        ("It is true that ice floats.", "The false positives."),
    ),
    Rule(
        "scope.bad_to",
        r"\b(?:{be}|it's)\s+(?:\w+ly\s+|just\s+)?{bad}\s+(?:to|that)\b",
        "forward",
        "What it is wrong to do is denied.",
        ("It is wrong to divide by zero.", "It's useless to add salt."),
        ("It is right to add salt.", "A wrong turn."),
    ),
    Rule(
        "scope.doubt_that",
        r"\b(?:doubt|den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)|disagree[sd]?(?: with)?|reject(?:s|ed|ing)?|"
        r"refut(?:e|es|ed|ing)|contradict(?:s|ed|ing)?)\s+(?:(?:the|any|this)\s+\w+\s+)?that\b",
        "rejecting",
        "What is doubted or denied is rejected.",
        ("I doubt that ice sinks.", "The data refute the claim that rents fell."),
        ("We reject the null.", "I say that it holds."),
    ),
    Rule(
        "scope.nobody",
        r"\A\W*(?:nothing|nobody|no one|nowhere)\b|\b(?:nobody|no one)\s+(?:says|said|claims|claimed|thinks|"
        r"believes)\b",
        "forward",
        "What nobody does or says is denied.",
        ("Nothing burns here.", "There nobody claims otherwise."),
        ("Something burns.", "One says so."),
    ),
    Rule(
        "scope.examined",
        r"\b(?:(?:check|test|verif(?:y|ie)|see|find out|detect|assess|examine|determine|tell|know|judge|measure)s?\s+"
        r"(?:whether|if)|(?:to|and|can|us|must|should)\s+(?:\w+ly\s+)?(?:check|verify|test|confirm|ensure|make sure|"
        r"be sure)(?:\s+that)?)\b",
        "examined",
        "What is looked into is spoken of, whatever is hoped of it.",
        ("Test whether the drug works.", "Weigh it to make sure that it dried."),
        ("The test works.", "It is certain."),
    ),
    Rule(
        "scope.examined_until",
        r"\b(?:because|but|since|so|rather|as)\b",
        "examined_end",
        "Here ends what is examined.",
        ("But dry", "rather dry"),
        ("cold and dry", "a button"),
    ),
    Rule(
        "scope.condition",
        r"\b(?:with|by|had|using|given|under|at|through|via|thanks to|were)\b",
        "condition",
        "On what an event depends.",
        ("under pressure", "thanks to salt"),
        ("thunder", "hats"),
    ),
    Rule(
        "scope.true_that",
        r"(?:(?:true|the case|correct|right|false|accurate|fair|valid)\s+(?:to\s+{say}\s+)?|(?:to\s+)?{say}\s+|"
        r"(?:reason|evidence|grounds?|basis|sign|indication)\s+(?:to\s+{say}\s+)?)(?:\w+ )?that\b|as (?:if|though)\b",
        "reach",
        "A denial reaches on into the claim.",
        ("true that ice floats", "evidence that rents fell"),
        ("the truth", "a basis"),
    ),
    Rule(
        "scope.claim",
        r"\b(?:claims?|statements?|ideas?|beliefs?|views?|assumptions?|assertions?|suggestions?|notions?|saying|"
        r"claiming|"
        r"to (?:say|claim|think))\s+that\b|\A\W*that\b",
        "claim",
        "A claim begins, as a subject.",
        ("the idea that heat flows", "That rents fell"),
        ("the idea", "a fact that"),
    ),
    Rule(
        "scope.wrong",
        r"\b{rejection}",
        "wrong",
        "Words of a denial that rejects an answer.",
        ("the problem", "true"),
        ("a showcase", "untrue"),
    ),
    Rule(
        "scope.verb",
        r"\b{predicate}\b|=",
        "verb",
        "A verb completes a subject.",
        ("ice melts and has mass", "a = b"),
        ("hash", "cannon"),
    ),
    Rule(
        "scope.list",
        r",\s*(?:and\s+)?|\s+and\s+",
        "list",
        "Here another subject may start.",
        ("salt, acid", "salt and acid"),
        ("sandy", "salt or acid"),
    ),
)

CUES = frozenset({"backward", "forward", "preposition", "rejecting"})
"""Effects that deny."""
STAGE = Stage("scope", _RULES, _LEXICONS)
