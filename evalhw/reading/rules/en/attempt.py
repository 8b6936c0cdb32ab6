r"""What a sentence says instead of an answer: it refuses, excuses, offers, advises, refers, greets or announces.

Effects: `refuses` says that there will be no answer; `excuse` says why; `gives_up` ends in being unable; `offer` offers
to go on or asks for more; `advice` speaks in general, `advises` gives that as all there is, as `unanswered` does;
`referral` sends the reader elsewhere; `greeting` is courtesy, `assent` is too where yes is no answer; `help` promises
help; `aid` offers other help than an answer, `suspicion` says that this looks like homework; `announcement` says what
will come; `blank` is all that stands on an empty line; `commits` says that an answer follows; `but` turns; `polite` and
`condition` may stand before an offer; `reason` gives a reason and `clause` goes on, so that the sentence is not idle.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon("start", (r"\A[^\pL\pN_]*",), "Where a sentence begins, marks before its first word aside."),
    Lexicon("end", (r"[^\pL\pN_]*\z",), "Where a sentence ends, marks behind its last word aside."),
    Lexicon(
        "respond",
        (
            *("open", "access", "load", "view", "browse", "retrieve", "fetch", "display", "download", "click", "visit"),
            *("answer", "tell", "say", "help", "assist", "comment", "respond", "pick", "choose", "complete", "solve"),
            r"work (?:this |it |that )?(?:out|through)",
            *("determine", "provide", "give", "cite", "quote", "report", "process", "verify", "confirm"),
            r"do (?:this|that|it|your|(?:graded )?homework)",
        ),
        "What somebody who answers does with a question, its source or its answer.",
    ),
    Lexicon(
        "look",
        (
            *("see", "find", "locate", "read", "identify", "derive", "prove", "show", "state", "check", "make out"),
            *("extract", "summari[sz]e", "decide", "evaluate", "analy[sz]e"),
        ),
        "What somebody does with a source, and also with a formula.",
    ),
    Lexicon(
        "unable",
        (
            *("can(?:'n|n)?ot", "can't", "can not", "could(?: not|n't)", "wasn't able", "weren't able"),
            r"(?:am|was|were|are|'m|'re)(?: currently| unfortunately)? (?:not able|unable)",
            *("do(?: not|n't) have", "did(?: not|n't) have", "have no", "lack", "won't be able"),
        ),
        "To be unable, or without what is needed.",
    ),
    Lexicon(
        "source",
        (
            *("page", "link", "post", "blog", "series", "image", "figure", "file", "attachment", "document", "pdf"),
            *("source", "question", "homework", "equation", "url", "site", "article", "content", "picture", "diagram"),
            *("chart", "graph", "material", "attached", "options", "problem statement", "conditions", "screenshot"),
            *("scan", "photo", "upload", "note", "sheet", "list", "text", "table", "statement", "appendix"),
        ),
        "What a question comes with.",
    ),
    Lexicon(
        "whole",
        (
            *("this", "that", "these", "those", "it", "your", "the", "an?", "any", "graded", "for you", "homework"),
            *("assignments?", "coursework", "questions?", "exams?", "problems?"),
        ),
        "What is declined as a whole.",
    ),
    Lexicon("work", ("answer(?:ing)?", "solv(?:e|ing)", "complet(?:e|ing)", "do(?:ing)?"), "To do what was asked."),
    Lexicon(
        "hand_over",
        (
            *("giv(?:e|ing)", "provid(?:e|ing)", "suppl(?:y|ying)", "hand(?:ing)?", "shar(?:e|ing)", "reveal(?:ing)?"),
            *("tell(?:ing)?", "writ(?:e|ing)", "post(?:ing)?", "offer(?:ing)?", "produc(?:e|ing)", "do(?:ing)?"),
        ),
        "To let somebody have something.",
    ),
    Lexicon("result", ("answers?", "solutions?", "homework", "assignments?", "responses?"), "What was asked for."),
    Lexicon(
        "unwilling",
        (
            (
                r"\bi(?:'d| would|'ll| will|'m| am)?(?: \w+ly)? (?:rather|prefer(?: to)?|choose(?: to)?|"
                r"choosing(?: to)?) not(?: to)?"
            ),
            (
                r"\bi (?:\w+ly )?(?:won't|will not|shouldn't|should not|must not|mustn't|do not want to|don't want to|"
                r"would not|wouldn't|ought not to)"
            ),
            r"\bi(?:'m| am) (?:\w+ly )?not (?:going|willing|inclined|prepared|supposed|allowed|permitted|meant) to",
            r"(?:\bnot|n't) (?:feel )?(?:very |quite |really )?comfortable(?: with)?",
            (
                r"(?:\bnot|n't) (?:be )?(?:right|appropriate|ethical|fair|proper|honest|ok|okay|helpful)(?: (?:for|"
                r"of) me)? to"
            ),
            (
                r"\bi(?:'d| would)? (?:prefer to|rather|want to|like to) (?:help|guide|explain|discuss|walk|support|"
                r"teach)\b"
                r"[^.;:]{0,60}? (?:rather than|instead of|than)"
            ),
        ),
        "To say that one will not, as far as what is declined.",
    ),
    Lexicon(
        "share",
        (
            *("provide", "share", "upload", "paste", "send", "attach", "type", "give", "include", "copy", "re-?send"),
            "describe",
        ),
        "To let the writer have what is missing.",
    ),
    Lexicon(
        "expert",
        (
            *("instructors?", "teachers?", "professors?", "lecturers?", "tutors?", "teaching assistants?", "tas?"),
            *("supervisors?", "textbooks?", "lecture notes", "course (?:staff|materials?|notes)", "classmates?"),
            "experts?",
        ),
        "Who or what would know.",
    ),
    Lexicon(
        "turn_to",
        (
            *("ask(?:ing)?", "consult(?:ing)?", "contact(?:ing)?", "reach(?:ing)? out to", "refer(?:ring)? to"),
            *("talk(?:ing)? (?:to|with)", "speak(?:ing)? (?:to|with)", "turn(?:ing)? to", "check(?:ing)? with"),
            "consider (?:asking|consulting|contacting)",
        ),
        "To seek an answer from somebody.",
    ),
    Lexicon(
        "set_about",
        (
            *("derive", "show", "prove", "verify", "explain", "answer", "discuss", "address", "work", "go", "walk"),
            *("look", "continue", "proceed", "start", "begin", "think", "consider", "outline", "solve", "tackle"),
            *("present", "break", "do"),
        ),
        "What one announces to do with a question.",
    ),
    Lexicon(
        "object",
        (
            *("the", "this", "it", "these", "each", "both", "your", "every", "all", "part", "through", "on", "into"),
            *("at", "over", "here", "step", "how", "why", "what", "you", "to"),
        ),
        "How what is announced begins.",
    ),
    Lexicon(
        "we_will",
        (
            (
                r"(?:i|we)(?:'ll| will| shall| am going to|'m going to| are going to|'re going to| plan to| intend to|"
                r" would now)"
            ),
            r"let(?:'s| us| me)",
        ),
        "To say what one is about to do.",
    ),
    Lexicon(
        "place",
        ("at", "to", "with", "by", "the", "your", "a", "any", "for", "again", "over", "through", "into"),
        "How a place to look begins.",
    ),
    Lexicon(
        "opening",
        (
            *(
                "so",
                "now",
                "first",
                "then",
                "next",
                "finally",
                "okay",
                "ok",
                "well",
                "hm+",
                "right",
                "alright",
                "below",
            ),
            *("here", "in the following", "as (?:requested|asked)"),
            r"to (?:answer|solve|do) (?:this|that|it)(?: question| problem)?",
        ),
        "What an announcement opens with.",
    ),
    Lexicon(
        "guide",
        (
            *(
                "help",
                "guide",
                "walk",
                "talk",
                "explain",
                "discuss",
                r"go (?:over|through)",
                "review",
                "offer",
                "point",
            ),
            *("support", "work through", "give you", r"give (?:a |some )?hints?", "think", "check", "look"),
        ),
        "To help in another way than by an answer.",
    ),
)

_RULES = (
    Rule(
        "attempt.no_access",
        r"\bi\s*(?:'m|'ve)?\s*(?:\w+ly )?(?:also )?{unable}(?: to)?\s+(?:\w+ly |even |yet |actually )?"
        r"(?:(?:any )?(?:direct )?(?:access|enough|sufficient)\b)",
        "refuses",
        "Who has no access to a source, or not enough of it, does not answer.",
        ("I don't have access to live prices.", "I lack sufficient data on this reactor."),
        ("The kernel does not have access to user memory.", "I have enough reagent."),
    ),
    Rule(
        "attempt.cannot_respond",
        r"\bi\s*(?:'m|'ve)?\s*(?:\w+ly )?(?:also )?{unable}(?: to)?\s+(?:\w+ly |even |yet |actually )?{respond}\b",
        "refuses",
        "Who cannot answer, open or help does not answer.",
        ("I cannot help with homework.", "I was unable to open the spreadsheet.", "I can't tell."),
        ("The assay cannot display the protein.", "I could measure the current twice."),
    ),
    Rule(
        "attempt.cannot_see_it",
        r"\bi\s*(?:'m|'ve)?\s*(?:\w+ly )?(?:also )?{unable}(?: to)?\s+(?:\w+ly |even |yet |actually )?see (?:the|"
        r"your|any|an?)\b",
        "refuses",
        "Who does not see what the question is about cannot answer; to see no reason is an argument.",
        ("I can't see your circuit.", "I cannot see the supply curve you drew."),
        ("I can't see any reason to run two processes at once.", "I cannot see the difference between the strains."),
        not_before=r" (?:problem|issue|flaw|reason|difference|point|need|benefit|advantage|way|harm)",
    ),
    Rule(
        "attempt.cannot_look",
        r"\bi\s*(?:'m|'ve)?\s*(?:\w+ly )?(?:also )?{unable}(?: to)?\s+(?:\w+ly |even |yet |actually )?{look}\b "
        r"(?:it|this|that|these|anything|any of|[^.\n]{0,60}\b{source})\b",
        "refuses",
        "Who cannot read the source of a question does not answer it.",
        ("I could not find anything.", "I was not able to read the attached scan."),
        ("I could not find a smaller p-value.", "We cannot read the voltage off this scale."),
    ),
    Rule(
        "attempt.source_not_reached",
        r"\b{source}\b[^.\n]{0,60}\b(?:could|can|was|were|is|are)(?: not|n't) (?:be )?(?:loaded|opened|accessed|"
        r"retrieved|"
        r"displayed|included|provided|attached|captured|found|reachable)\b",
        "refuses",
        "A source that did not arrive is why there is no answer.",
        ("The table was not included.", "The linked article could not be loaded."),
        ("The antibody was not included in the buffer.", "The list is not sorted."),
    ),
    Rule(
        "attempt.source_missing",
        r"\b{source}\b[^.\n]{0,40}\b(?:is|are|was|seems to be|appears to be|looks) "
        r"(?:unavailable|inaccessible|missing|offline|empty|blank|corrupted)\b",
        "refuses",
        "A source that is missing or empty is why there is no answer.",
        ("The attachment is missing.", "Your document looks blank."),
        ("The catalyst is missing from step two.", "The list is short."),
    ),
    Rule(
        "attempt.source_did_not_arrive",
        r"\b{source}\b[^.\n]{0,40}\b(?:did|does)(?: not|n't) (?:load|open|upload|come through|display|render|"
        r"appear|arrive)\b",
        "refuses",
        "A source that does not open is why there is no answer.",
        ("The pdf did not open.", "Your photo of the slide didn't come through."),
        ("The valve did not open.", "The picture does not change."),
    ),
    Rule(
        "attempt.empty_file",
        r"\b(?:empty|blank|corrupted) (?:file|page|pdf|document|image|attachment|scan|upload)\b",
        "refuses",
        "An empty file is why there is no answer.",
        ("I received an empty file.", "This is a blank page."),
        ("An empty set has one subset.", "A file of blanks."),
    ),
    Rule(
        "attempt.nothing_there",
        r"\b(?:there is|i see|i find) no (?:attachment|image|figure|file|link|question)\b",
        "refuses",
        "Where there is no question or figure, none is answered.",
        ("I see no attachment.", "There is no figure here."),
        ("There is no friction.", "I see no trend in the residuals."),
    ),
    Rule(
        "attempt.does_not_know",
        r"\bi (?:do not|don't) know\b|\bno idea\b",
        "refuses",
        "Who does not know does not answer; who does not know exactly may.",
        ("Sorry, no idea.", "I don't know."),
        ("I don't know for sure, I think 20 mmol.", "The node does not know its neighbours."),
        not_before=r" (?:for sure|exactly|with certainty)",
    ),
    Rule(
        "attempt.passes",
        r"\bi (?:have to|must|will) (?:pass|skip|decline)\b",
        "refuses",
        "To pass is to give no answer.",
        ("I must decline.", "I will skip this one."),
        ("The current must pass through the coil.", "Demand will decline."),
    ),
    Rule(
        "attempt.unsure",
        r"{start}i(?:'m| am) (?:really |quite )?not (?:sure|certain)\b[^,;?]{0,30}\z",
        "refuses",
        "A sentence that only says that one is not sure answers nothing.",
        ("I'm not sure.", "I am really not certain about this one."),
        ("I'm not sure, maybe 9.8.", "The investor is not sure."),
    ),
    Rule(
        "attempt.needs_more",
        r"\bi (?:would |'d )?need (?:more|additional|further) (?:information|context|details)\b",
        "refuses",
        "Who asks for more information does not answer.",
        ("I would need more information to answer this.", "I need further details on the trial."),
        ("The estimator needs more information.", "I need more copper."),
    ),
    Rule(
        "attempt.impossible",
        r"\bnot (?:possible|able) to (?:answer|tell|say|comment)\b|\bimpossible to (?:answer|tell|say)\b",
        "refuses",
        "What cannot be answered is not.",
        ("It is not possible to say.", "This is impossible to tell."),
        ("It is not possible to reach absolute zero.", "An impossible crossing."),
    ),
    Rule(
        "attempt.not_enough",
        r"\bnot enough (?:information|context|details)\b",
        "refuses",
        "Who has not enough information does not answer.",
        ("There is not enough information.", "Not enough context was given."),
        ("There is not enough oxygen.", "Enough information is stored."),
    ),
    Rule(
        "attempt.as_an_ai",
        r"\bas an ai\b[^.\n]{0,80}\b(?:cannot|can't|unable|not able|don't)\b",
        "refuses",
        "What a model cannot as a model is not answered.",
        (
            "As an AI, visits to laboratories are things that one cannot make.",
            "As an AI language model, opinions are what I don't hold.",
        ),
        ("As an aid to memory, we cannot omit units.", "As an AI model grows, its loss falls."),
    ),
    Rule(
        "attempt.will_not_do",
        r"{unwilling} (?:just |simply |directly |fully |outright )*{work}\s+{whole}\b",
        "refuses",
        "Who will not answer or solve the question declines; to do something in another way answers.",
        ("I'd rather not solve this.", "It would not be right for me to do your assignment."),
        ("I'd rather not solve this by hand.", "I would rather not heat the sample."),
        not_before=r"[^.,;:\n]{0,24} (?:with|by|as|in|using)\b",
    ),
    Rule(
        "attempt.will_not_hand_over",
        r"{unwilling} (?:just |simply |directly |fully |outright )*{hand_over}[^.;:\n]{0,40}?\b{result}\b",
        "refuses",
        "Who will not give the answer declines; to give no answer with three digits answers.",
        ("I'd prefer not to give you the answer.", "I'd rather help you think than give the solution."),
        ("I'd rather not give the answer in feet.", "I'd prefer not to give a dose."),
        not_before=r"[^\pL\pN_]{0,3}\d|\s*[$`:\"]| (?:with|in|as|of|by)\b",
    ),
    Rule(
        "attempt.gives_up",
        r"{start}(?:i\s+)?(?:therefore |thus )?{unable}\b",
        "gives_up",
        'What follows "but" may be a refusal too.',
        ("can't go further", "thus won't be able", "could not"),
        ("the yield could not be raised", "can go further"),
    ),
    Rule(
        "attempt.leaves_blank",
        r"\b(?:leave|left|leaving) (?:it|(?:this|that|the)(?: (?:question|answer|part|one))?) (?:blank|open|empty|"
        r"out)\b",
        "offer",
        "What is left blank is not answered.",
        ("I leave this question open.", "So leaving it blank is best."),
        ("Leave the valve closed.", "They left the cell empty."),
    ),
    Rule(
        "attempt.asks_to_share",
        r"\b(?:please|kindly)\b[^.\n]{0,40}\b{share}\b",
        "offer",
        "To ask for the text is no answer.",
        ("Please paste the abstract.", "Kindly provide the circuit diagram."),
        ("Please note the sign.", "The data provide a bound."),
    ),
    Rule(
        "attempt.asks_you",
        r"\b(?:could|can|would|if) you\b[^.\n]{0,60}\b(?:{share}|manage|find|tell|add|clarify|specify)\b",
        "offer",
        "To ask the reader for something is no answer.",
        ("Could you clarify the units?", "If you send the balance sheet, we go on."),
        ("If you heat the gas, it expands.", "You could add acid."),
    ),
    Rule(
        "attempt.would_then",
        r"\b(?:i'll|i will|i would|i'd) (?:then |gladly |happily |be (?:happy|glad) to |be able to )",
        "offer",
        "What somebody would do then is no answer.",
        ("I'll gladly help with the titration.", "With the table I would be able to compute it."),
        ("I will integrate by parts.", "The firm will then exit."),
    ),
    Rule(
        "attempt.hopes",
        r"\bi hope\b|\blet me know\b|\bfeel free\b|\bjust (?:say so|ask)\b",
        "offer",
        "Words at the end of a letter answer nothing.",
        ("I hope this helps.", "Feel free to ask about the enzyme."),
        ("We hope for a lower variance.", "Let the mass be known."),
    ),
    Rule(
        "attempt.sorry",
        r"{start}(?:i'm |i am )?(?:so |very )?sorry\b|{start}(?:my )?apologies\b|{start}unfortunately{end}",
        "offer",
        "An apology answers nothing.",
        ("I'm sorry about that.", "Apologies.", "Unfortunately,"),
        ("Unfortunately the gradient vanishes.", "A sorry state of the budget."),
    ),
    Rule(
        "attempt.asks_whether_wanted",
        r"\b(?:would you like|do you want|would you prefer|shall i|should i (?:go on|continue|proceed|work|show|"
        r"derive))\b"
        r"|\bif you(?:'d| would)? (?:like|want|wish|prefer)\b",
        "offer",
        "To ask whether more is wanted answers nothing.",
        ("Shall I go through the second law?", "If you'd like, a sketch follows."),
        ("You would like dark matter to be cold.", "Should I be zero, no current flows."),
    ),
    Rule(
        "attempt.has_not_got",
        r"\bi (?:do not|don't|did not|didn't|have not|haven't|was not|wasn't|never)\s+(?:\w+ly )?(?:have|"
        r"been (?:given|shown|provided|told)|given|received?|get|got|read|recall|remember|"
        r"want to (?:guess|invent|speculate|make))\b",
        "excuse",
        "Not to have read or to remember something excuses from answering.",
        ("I never received the survey.", "I do not remember the enzyme's name.", "I don't want to guess."),
        ("The patients did not receive a placebo.", "I read the meter twice."),
    ),
    Rule(
        "attempt.would_guess",
        r"\bi(?:'d| would) (?:only |just |merely |simply |have to |rather not |prefer not to )*(?:be )?"
        r"(?:mak(?:e|ing) (?:[^.;:]{1,40} )?up|guess(?:ing)?|speculat(?:e|ing)|invent(?:ing)?|fabricat(?:e|ing))\b",
        "excuse",
        "Who would only guess excuses himself.",
        ("I would just be guessing.", "I'd rather not speculate about the merger."),
        ("I would make two changes to the buffer.", "The traders speculate."),
    ),
    Rule(
        "attempt.must_see_first",
        r"\bi(?:'d| would)? (?:first )?(?:have|need) to (?:first )?(?:see|read|know|look at|check|consult)\b",
        "excuse",
        "Who has to see something first excuses himself.",
        ("I would need to see the spectrum.", "I have to look at the ledger."),
        ("We have to know the half-life.", "I need to integrate twice."),
    ),
    Rule(
        "attempt.nothing_to_say",
        r"\bi have (?:nothing|not much|little) to (?:report|say|add|comment)\b",
        "excuse",
        "Who has nothing to say does not answer.",
        ("I have nothing to add.", "I have little to say on inflation."),
        ("The beam has nothing to rest on.", "I have two roots to report."),
    ),
    Rule(
        "attempt.mere_guess",
        r"\bwould be (?:a|pure|mere) (?:guess|guesswork|speculation|invention)\b",
        "excuse",
        "What would be a guess is not said.",
        ("Any number would be a guess.", "It would be pure speculation."),
        ("It would be a loss of energy.", "A guess would be 4."),
    ),
    Rule(
        "attempt.out_of_reach",
        r"\b(?:beyond|outside(?: of)?) (?:what i|my (?:\w+ )?(?:abilit|capabilit|knowledge|scope|reach|competence))"
        r"|\bmy (?:training|knowledge|training data|memory)\b[^.;]{0,40}(?:\bnot\b|n't\b)",
        "excuse",
        "What is beyond the writer is not answered.",
        ("This is beyond my abilities.", "My training data does not reach so far."),
        ("The star is beyond our reach.", "My training set has 80 % of the rows."),
    ),
    Rule(
        "attempt.not_without",
        r"\b(?:can't|cannot|could not|couldn't|unable|not able|(?:not|n't) possible)\b[^.;]{0,60}\bwithout "
        r"(?:more|further|additional|seeing|having|access|knowing|reading)\b|(?:\bnot|n't) possible for me\b",
        "excuse",
        "What cannot be done without more is not done.",
        ("One cannot tell without seeing the graph.", "That is not possible for me."),
        ("Plants cannot live without light.", "It works without more memory."),
    ),
    Rule(
        "attempt.not_in_message",
        r"\b(?:not|n't) (?:included |been )?(?:in|part of) (?:your|this) (?:message|conversation|prompt)\b",
        "excuse",
        "What is not in the message cannot be answered.",
        ("The circuit is not part of your message.", "It was not included in this conversation."),
        ("The key is not part of the packet.", "This message is encrypted."),
    ),
    Rule(
        "attempt.going_to_need",
        r"\bi(?:'m| am) going to need\b|\bi(?: prefer| choose|'d rather| would rather| would prefer) not (?:to )?"
        r"(?:answer|respond|say)\b",
        "excuse",
        "Who needs something first, or would rather not answer, does not.",
        ("I'm going to need the data sheet.", "I prefer not to respond."),
        ("The turbine is going to need oil.", "I prefer the median."),
    ),
    Rule(
        "attempt.cannot_answer",
        r"\b(?:cannot|can't|unable to) (?:directly )?answer\b",
        "unanswered",
        "Beside a refusal, that a question cannot be answered is the end of it.",
        ("Without the spectrum nobody can't answer.", "We cannot directly answer what the firm paid."),
        ("The phone cannot ring.", "I can answer that."),
    ),
    Rule(
        "attempt.shows_advice",
        r"\bgeneral (?:insights?|guidance|principles?|advice|information|overview|knowledge)\b|\bhow to approach\b|"
        r"\bi(?: would|'d)? (?:suggest|recommend|advise)\b",
        "advises",
        "Beside a refusal, general advice is all there is.",
        ("Here I give some general principles of accounting.", "I'd recommend a microscope."),
        ("The general solution has two constants.", "Experts recommend vaccination."),
    ),
    Rule(
        "attempt.commits",
        r"\b(?:from memory|as (?:far as )?i (?:recall|remember|know)|i (?:recall|remember|believe|think|know)|"
        r"my (?:best )?(?:guess|answer)|(?:the|my) answer (?:is|would be)|assuming|i would (?:say|answer|choose)|"
        r"i'd (?:say|answer|choose|guess))\b",
        "commits",
        "Who says what he thinks answers, whatever he cannot do.",
        ("From memory, it melts at 327 degrees.", "My best guess: mitosis.", "I think 5."),
        ("People remember losses.", "The memory is full."),
    ),
    Rule(
        "attempt.but",
        r"\b(?:but|however|nevertheless|nonetheless|still|that said|even so|although|though)\b|;|,\s+(?:so|thus|"
        r"hence)\b",
        "but",
        "Behind such a word a refusal may turn into an answer.",
        ("no link, but 12 V", "closed; open", "full, so stop"),
        ("a distilled butter", "so it goes"),
    ),
    Rule(
        "attempt.blank",
        r"{start}(?:n/?a|none|no answer(?: given| provided)?|todo|tbd|skip(?:ped)?|pass|idk|unknown|"
        r"(?:(?:this )?(?:answer|question|part|page) (?:is |was )?)?(?:intentionally |deliberately )?left blank|"
        r"not answered){end}",
        "blank",
        "Such a word alone stands for an answer that is not given.",
        ("N/A", "(no answer given)", "This page intentionally left blank."),
        ("None of the alleles", "unknown x"),
    ),
    Rule(
        "attempt.advised",
        r"{start}(?:instead,? |however,? )?(?:i(?: would|'d)? (?:suggest|recommend|advise)|you (?:may|might|could))\b"
        r"(?: want to| wish to| to| that you| you)? ?(?:look|consult|read|check|review|refer|ask|start|begin)\w*\b"
        r"(?: {place}\b|{end})",
        "referral",
        "To be told where to look is no answer.",
        ("You may want to review the chapter on orbitals.", "You might consult a map."),
        ("You may heat the flask.", "They might read the tape."),
    ),
    Rule(
        "attempt.refers_to_expert",
        r"{start}(?:(?:please|instead|however|so|therefore|you (?:should|could|may|might|can)|"
        r"i(?: would|'d)? (?:suggest|recommend|advise|encourage)(?: you)?(?: to| that you)?)\b,?\s+)*"
        r"{turn_to}\s+[^=]{0,60}?\b{expert}\b",
        "referral",
        "To be sent to a teacher or a textbook is no answer.",
        ("Please ask your instructor.", "Consider consulting your textbook."),
        ("The teacher asked the class.", "Ask for a refund."),
    ),
    Rule(
        "attempt.own_work",
        r"\bacademic (?:integrity|(?:dis)?honesty)\b|\bdo (?:your|his|her|their) own (?:work|homework)\b|"
        r"\b(?:solve|do|work (?:through|on|out)) (?:it|this|them|these|the (?:problem|homework|question)s?)"
        r" (?:out )?(?:yourself|on your own)\b",
        "referral",
        "To be told to do one's own work is no answer.",
        ("It would breach academic integrity.", "It pays to work through it yourself."),
        ("Enzymes do their work.", "Solve it for the force."),
    ),
    Rule(
        "attempt.announces_list",
        r"{start}(?:here|below|the following)\b[^=]*:{end}",
        "announcement",
        "A line that ends in a colon announces what comes.",
        ("Here comes the proof:", "The following holds for each cell:"),
        ("Here the pressure is 2 bar: low", "There are two phases:"),
    ),
    Rule(
        "attempt.announces_step",
        r"{start}(?:{opening}[,:]?\s+)*"
        r"{we_will}\s+(?:now |then |first |next |gladly |happily |briefly |try to )*"
        r"(?:stop|pause|wait|leave|{set_about}(?: ?{end}| ?(?:\w+ly )?{object}\b))[^=]*\z",
        "announcement",
        "To say what one will do is not to do it.",
        ("I will now derive both rates.", "Let us look at the ledger.", "First, we'll solve."),
        ("We will lose heat.", "Let x be the mass."),
    ),
    Rule(
        "attempt.announces_answer",
        r"{start}(?:here(?:'s| is| are)|below (?:is|are)|the following is)\s+(?:my |the |a |an |some )?(?:[\w-]+ ){0,2}"
        r"(?:answer|solution|derivation|proof|outline|plan|explanation|argument|comment|response|approach|"
        r"steps?)\b[^=.]*[:.…]*\z",
        "announcement",
        "To say that an answer stands below is no answer.",
        ("Here is my answer.", "Below is a short derivation"),
        ("Here is a paradox of thrift.", "The answer is below par."),
    ),
    Rule(
        "attempt.reason",
        r"\b(?:because|since|namely|that is|therefore|hence)\b",
        "reason",
        "Who gives a reason says something.",
        ("because it is hot", "hence zero", "Since 1990"),
        ("the cause", "a henchman"),
    ),
    Rule(
        "attempt.goes_on",
        r"\b(?:which|so that)\b",
        "clause",
        "An announcement with a further clause says something.",
        ("a cell which divides", "which one"),
        ("a cell that divides", "a switch"),
    ),
    Rule(
        "attempt.greeting",
        r"{start}(?:okay|ok|hello|hi|hey|thanks?(?: you)?(?: for [\w ]{1,40})?|great question|good question|"
        r"happy to help|alright)(?: there| again)?{end}",
        "greeting",
        "A greeting answers nothing.",
        ("Hello there!", "Thank you for the clear statement.", "Great question!"),
        ("Hello World is printed.", "Hi-C maps contacts."),
    ),
    Rule(
        "attempt.assent",
        r"{start}(?:sure(?: thing)?|certainly|of course|absolutely|yes|gladly){end}",
        "assent",
        '"Sure!" is courtesy unless yes or no is asked.',
        ("Sure!", "Of course."),
        ("Yes, it converges.", "Sure is not certain."),
    ),
    Rule(
        "attempt.happy_to_help",
        r"\bhappy to (?:help|assist)\b",
        "help",
        "Who is happy to help has not yet done so.",
        ("I am happy to assist.", "Always happy to help with tax."),
        ("Happy people save less.", "Catalysts help."),
    ),
    Rule(
        "attempt.other_help",
        r"{start}(?:(?:instead|however|but|that said|still|of course|rather)\b,?\s+)*"
        r"(?:i(?:'d| would| can| could| will|'ll|'m| am)(?: \w+ly| also| still| instead)?(?: be)?"
        r"(?: (?:happy|glad|delighted|pleased|willing|able) to)?|(?:happy|glad) to|let me|let's|shall we)\s+"
        r"(?:{guide})\b",
        "aid",
        "Beside a refusal, other help than an answer may be offered.",
        ("I can walk you through osmosis.", "Glad to offer hints."),
        ("The guide can walk far.", "I can swim."),
    ),
    Rule(
        "attempt.looks_graded",
        r"{start}(?:this|that|it)\b[^.;:]{0,30}?\b(?:looks?|seems?|appears?|sounds?|is|'s)\b[^.;:]{0,40}"
        r"\b(?:graded|homework|assignment|coursework|exam|take-home)\b[^.;:]{0,40}[^\pL\pN_]{0,3}\z",
        "suspicion",
        "To say that a question looks like homework answers nothing.",
        ("This looks like a graded exam.", "It seems to be part of a homework."),
        ("This looks like a sine.", "The exam is graded on a curve."),
    ),
    Rule(
        "attempt.advice",
        r"\bgeneral (?:ideas?|approach|recommendations?|remarks?|strateg\w+)\b|\bin general\b|\bgenerally speaking\b|"
        r"\byou (?:could|can|may|might|should|would need to)\b|\btypical(?:ly)?\b|"
        r"\bhere(?:'s| is| are) (?:some|a few|how)\b|\bsteps? you can\b|\bcommon (?:techniques?|approaches?|"
        r"practice)\b",
        "advice",
        "What is said in general, or of what the reader may do, answers no question of fact beside a refusal.",
        ("You could try a smaller step.", "Typically a buffer is used.", "In general prices adjust."),
        ("The general is a rank.", "A common ion lowers solubility."),
    ),
    Rule(
        "attempt.condition",
        r"{start}(?:if|once|when|whenever|as soon as|after|should|with|given)\b",
        "condition",
        "An offer may begin with the condition under which it holds.",
        ("Once the file is here", "with a table"),
        ("the rate if heated", "within"),
    ),
    Rule(
        "attempt.polite",
        r"\b(?:please|kindly|just|so|and|then|also|simply)\b",
        "polite",
        "Such words may stand before an offer and say nothing.",
        ("kindly", "and acid", "then"),
        ("sandy soil", "thence"),
    ),
)

STAGE = Stage("attempt", _RULES, _LEXICONS)
