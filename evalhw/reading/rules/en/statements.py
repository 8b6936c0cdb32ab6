"""Where a text commits to an answer, and where it takes one back.

Effects: `states` (the answer follows), `leads` (a result follows, which a stated answer outranks), `heads` (the answer
is the line or block below), `closes` (the answer stands before), `retracts` (what was stated so far is withdrawn),
`reconsiders` (withdrawn if another value follows), `supposes` (what the sentence states is nobody's answer),
`aside` (the sentence adds nothing), `verifies` (what follows tests the answer).
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon(
        "copula",
        (
            "is",
            "are",
            "was",
            "equals",
            "equal to",
            "would be",
            "will be",
            "should be",
            "must be",
            "has to be",
            "can only be",
            "comes out (?:to|as|at)(?: be)?",
            "comes to",
            "turns out to be",
            "becomes",
            "remains",
            "reads",
        ),
        "Words that set a name equal to what follows.",
    ),
    Lexicon(
        "is_not",
        (
            "is not",
            "are not",
            "was not",
            "isn't",
            "aren't",
            "wasn't",
            "cannot be",
            "can not be",
            "can't be",
            "couldn't be",
            "could not be",
            "must not be",
            "won't be",
            "is never",
            "is definitely not",
        ),
        "Words that deny what follows of a name.",
    ),
    Lexicon(
        "between",
        (
            r"\([^()\n]{0,80}\)",
            r",[^,.:\n]{1,60},",
            (
                r"(?:to|of|for|in|among|from|on|with|as|after|rounded|we|i|you|that|which|he|she|they|choice|option"
                r"|here|expressed|given|correct)\b[^.:;=\n$]{0,60}?(?:\$[^$\n]{1,40}\$[^.:;=\n$]{0,40}?)?"
            ),
        ),
        "What may stand between the word answer and the verb: a parenthesis, a phrase that says which answer.",
    ),
    Lexicon(
        "others",
        (
            "one",
            "some",
            "some people",
            "somebody",
            "someone",
            "students?",
            "many(?: people| students)?",
            "people",
            "beginners",
            "readers?",
            "others",
        ),
        "People whose answer is not the writer's.",
    ),
    Lexicon(
        "thinks",
        (
            "thinks?",
            "thought",
            "says?",
            "said",
            "claims?",
            "claimed",
            "answers?",
            "answered",
            "argues?",
            "argued",
            "believes?",
            "believed",
            "concludes?",
            "concluded",
            "guess(?:es|ed)?",
            "writes?",
            "wrote",
            "assumes?",
        ),
        "Verbs by which an answer is given or held.",
    ),
)

_RULES = (
    Rule(
        "statement.hashes",
        r"####[ \t]*",
        "states",
        "Word problems of a well-known set end in four hashes and the result.",
        positive=("We add both.\n#### 18",),
        negative=("#### Step 3: add both", "## 18 and counting"),
        not_before=(
            r"(?:[a-z]+ )?(?:step|part|case|solution|method|example|question|problem|explanation|conclusion|final"
            r"|answer|the|summary|result)"
        ),
    ),
    Rule(
        "statement.heading",
        r"^[ \t#*_>]{0,9}(?:the )?(?:(?:final|correct) )?answers?[*_: \t]{0,6}$",
        "heads",
        "A heading says that its section is the answer.",
        positive=("### Final Answer\n\n7 m", "**Answer:**\n\n$x = 3$"),
        negative=("Answers to the exercises", "The answer follows: 7"),
    ),
    Rule(
        "statement.label",
        (
            r"^[ \t>*_#(-]{0,9}(?:(?:the|my|our) )?(?:(?:final|correct|short) )?(?:answer"
            r"|ans)\b\.?[*_)]{0,3}[ \t]{0,3}(?:[:=–—]|- )[*_ \t:]{0,6}"
        ),
        "states",
        "A line that begins with the word answer and a colon gives it.",
        positive=("**Final answer:** 12 V", "Ans. = 4"),
        negative=("The answerer: nobody", "Answer the following: what is heat?"),
        not_before=r"[*_ \t]*$",
    ),
    Rule(
        "statement.letter",
        r"^A[:.)] {0,3}",
        "labels",
        "In a dialogue of question and answer the line that begins with A is the answer.",
        positive=("Q: How far?\nA: 18 km",),
        negative=("Vitamin A: 18 mg", "AA: 18"),
        case=True,
    ),
    Rule(
        "statement.answer_not",
        r"\b(?:answer|result|solution)s?(?: {0,2}{between})?[*_]{0,3} {0,2}\b{is_not}\b[*_ ]{0,4}",
        "denies",
        "An answer that is denied is none.",
        positive=("The answer is not 5.", "The answer to this can't be (A)."),
        negative=("The answer is 5, not 4.", "Not the answer"),
    ),
    Rule(
        "statement.answer",
        (
            r"\banswers?[*_"
            r'"'
            r"”']{0,3}(?: {0,2}{between}){0,2}[*_]{0,3} {0,2}(?:\b{copula}\b|="
            r"|:)[*_ \t:=]{0,6}(?:(?:simply|just|exactly|therefore|thus|then|clearly|indeed|only|now|hence)\b,? )?"
        ),
        "states",
        "The word answer with a verb of being is the plainest statement there is, whatever is put between.",
        positive=(
            "The answer (in metres) is 5.",
            "So the answer to both parts is no.",
            "Among the five, the answer that fits is (C).",
        ),
        negative=("To answer this is hard.", "The answers vary: see above", "She answered: 5"),
        not_before=(
            r"(?:not\b|never\b|as follows|correct\b|wrong\b|right\b|incorrect\b|in \w+s?\b|clear\b|obtained|found by"
            r"|given (?:by|below|in)|determined|based on|reasonable|consistent|checked|verified|known)"
        ),
        not_after=r'(?:\b(?:to|an?|no|any|wrong|incorrect|can|will) |what (?:the|your) |["“]q)',
    ),
    Rule(
        "statement.chosen",
        (
            r"\b(?:i|we)(?:'d|'ll| would| will| must| should)? (?:choose|pick|select|go with|opt for"
            r"|settle on)(?: the)?(?: answer| option| choice)?[ :]{1,3}"
        ),
        "states",
        "Who chooses has answered.",
        positive=("So I choose option (B).", "We'd go with 12."),
        negative=("They choose (B).", "Whichever I chose before"),
    ),
    Rule(
        "statement.behind",
        (
            r"\b(?:is|are) (?:(?:therefore|thus|clearly|then|hence|indeed) )?(?:(?:the|our|my) )(?:(?:correct|right"
            r"|final|best|only) )*(?:answer|one|option|choice|solution)s?\b"
        ),
        "closes",
        "The answer may stand before the word that calls it so.",
        positive=("Hence 12 V is the answer.", "The lamp (C) is the correct choice."),
        negative=("Option (C) is not the answer.", "What is an answer?"),
        not_before=r"[*_]{0,3} {0,2}(?:to|of|for)?[^.\n]{0,40}(?: (?:is|are)\b|:|=)",
        not_after=r"\b(?:which|what|that|this|here|it|below|following|question|these|those) ",
    ),
    Rule(
        "statement.correct",
        r"\b(?:is|are) (?:(?:therefore|thus|clearly|then|hence|indeed|the) )?(?:correct|right|true)(?: one)?\b",
        "closes",
        "Of several options, the one that is called right is chosen.",
        positive=("B fails, so C is correct.",),
        negative=("C is not correct.", "Is it corrected?"),
        not_after=r"\b(?:which|what|that|this|here|it|below|following|question|these|those|answer|option|statement) ",
    ),
    Rule(
        "statement.result",
        (
            r"\b(?:result|solution|choice|option)s?\b(?: {0,2}{between})?[*_]{0,3} {0,2}(?:\b{copula}\b|="
            r"|:)[*_ \t:=]{0,6}"
        ),
        "leads",
        "A result or solution that is said to be something is the answer where nothing is called so.",
        positive=("The result is 12 N.", "Solution: $x = 3$"),
        negative=("The resulting force", "A solution exists."),
        not_before=(
            r"(?:obtained|found|given by|determined|based on|correct\b|wrong\b|as follows|incorrect\b|right\b)"
        ),
    ),
    Rule(
        "statement.wait_wrong",
        (
            r"\b(?:wait|oops|hmm+|hold on|no|sorry|actually|whoops)\b[,.!—–… -]{1,4}[^.\n]{0,60}\b(?:wrong|incorrect"
            r"|mistaken?|not right|not correct|an error)\b[^.\n]{0,40}"
        ),
        "retracts",
        "Who calls his own last word wrong has taken it back.",
        positive=("It is 5 N; no, that is incorrect.", "Oops, I made a mistake."),
        negative=("Option B says 5, which is wrong.", "Wait for the result."),
    ),
    Rule(
        "statement.no_wait",
        (
            r"\bno,? wait\b|\bwait,? no\b|\bscratch that\b|\bstrike that\b|\bi take (?:that|it) back\b"
            r"|\bcorrection\b ?[:,—]|\blet me (?:correct|fix) (?:that|this|myself|it|my)\b|\bi stand corrected\b"
        ),
        "retracts",
        "Phrases that exist to take back what was said.",
        positive=("It is 5. No wait, it is 6.", "5 m. Correction: 6 m."),
        negative=("A correction factor of 5", "No waiting is needed."),
    ),
    Rule(
        "statement.own_error",
        (
            r"\bi (?:made|have made|see) (?:a|an|my|the) (?:\w+ )?(?:mistake|error|slip)\b|\bi (?:was|am) (?:wrong"
            r"|mistaken)\b|\b(?:that|the|my) (?:previous |earlier |first |last )?(?:answer|result|value) (?:is"
            r"|was) (?:wrong|incorrect)\b"
        ),
        "retracts",
        "An error that the writer owns withdraws what he has stated.",
        positive=("The flow is 3. I made a mistake above.", "My first answer was wrong."),
        negative=("I never made a bigger effort.", "His answer is long."),
    ),
    Rule(
        "statement.earlier",
        r"\b(?:was|were) [^.,;\n]{1,40} (?:before|earlier|at first|initially|previously|originally)\b",
        "retracts",
        "What an answer was before, it is no longer.",
        positive=("The price was 5 before, but now it is 6.",),
        negative=("The price was 5 in total.",),
    ),
    Rule(
        "statement.wait",
        (
            r"(?:^|[.!?—–…;] ?)(?:but )?(?:wait|hold on|hmm+|actually|on second thoughts?|rather"
            r"|or rather)\b[,.!… ]{1,4}|\blet me (?:re-?check|re-?think|re-?compute|re-?consider|re-?calculate"
            r"|re-?do|re-?examine)\b"
        ),
        "reconsiders",
        "Second thoughts withdraw the first if they come to another value.",
        positive=("It is 5. Actually, it is 6.", "Let me recompute."),
        negative=("The waiter counts 6.", "What actually happens"),
    ),
    Rule(
        "statement.others_think",
        r"\b{others} (?:(?:might|may|could|would|will|often|sometimes|commonly|mistakenly|wrongly) )*{thinks}\b",
        "supposes",
        "What others might answer is not the writer's answer.",
        positive=("One might think the answer is 5.", "Students often say the answer is 9.8."),
        negative=("I think the answer is 5.", "One may now compute it."),
    ),
    Rule(
        "statement.said",
        (
            r"\b(?:he|she|they|[A-Z][a-z]{2,15}|(?i:a|the|my|his|her) (?i:friend|student|colleague|teacher|key"
            r"|textbook)) (?i:said|says|claims|claimed|argues|argued|thought|wrote|guessed"
            r'|answered) (?:that )?["“]?(?:the |my |his |her )?(?:answer|result)\b'
        ),
        "supposes",
        "An answer that somebody else is said to have given is quoted.",
        positive=("Tom claimed the answer is 5.", "My friend says the answer would be 7."),
        negative=("I said the answer is 5.", "Tom answers: it is 5."),
        case=True,
    ),
    Rule(
        "statement.common_error",
        (
            r"\b(?:common|frequent|typical|popular|usual|tempting|naive|plausible)(?: but)? (?:wrong |incorrect "
            r"|first )?(?:mistake|error|answer|guess|misconception|trap|pitfall)s?\b|\b(?:wrong"
            r"|incorrect) answer (?:is|would|might|could)|\b(?:it is|it's|it would be|it may be) tempting\b"
        ),
        "supposes",
        "A wrong answer that is warned of is not given.",
        positive=("A common wrong answer is 5 V.", "It is tempting to say the answer is 7."),
        negative=("The common ratio is 5.", "The wrong plug was used."),
    ),
    Rule(
        "statement.doubt",
        (
            r"\bi (?:doubt|don't (?:think|believe)|do not (?:think|believe))\b|\bit is (?:not true|false"
            r"|not the case) that\b|\bthere is no way\b|\bnobody\b"
        ),
        "supposes",
        "What is doubted is not answered.",
        positive=("I doubt the answer is 5.", "I don't think it is 12."),
        negative=("No doubt the answer is 5.", "I think it is 12."),
    ),
    Rule(
        "statement.if",
        (
            r"\b(?:if|suppose|supposing|assume|assuming|imagine|were|had)\b[^.,;:\n]{0,40}\b(?:answer|result"
            r"|solution)\b"
        ),
        "supposes",
        "What would be the answer if something held is not the answer.",
        positive=("If the answer were 5, it would float.", "Suppose the answer is 12."),
        negative=("If x = 2, then the answer is 4.", "Whatever it is, the answer is 5."),
    ),
    Rule(
        "statement.restated",
        (
            r"\b(?:it|this|that|there|which|answer|result)(?:'s| is| are| should be| must be| would be"
            r"| has to be)(?: (?:actually|really|in fact|rather|just|only))* "
        ),
        "restates",
        "Behind second thoughts, what it really is.",
        positive=("It should be 6.", "That's in fact 12 V."),
        negative=("Itself is 6", "That was 6."),
    ),
    Rule(
        "statement.were",
        r"\b(?:if|had)\b[^.\n]{0,60}\b(?:were|had|been)\b[^.\n]{0,40}\b(?:answer|result|solution) would\b",
        "supposes",
        "What would be the answer if things were otherwise is not the answer.",
        positive=("If each box were bigger, the answer would be 5.",),
        negative=("If x is 2, the answer would be 4.",),
    ),
    Rule(
        "statement.note",
        (
            r"(?:^|[.!?] )[ \t>*_(-]{0,6}(?:note|notice|remember|keep in mind|recall|i hope|hope this|let me know"
            r"|feel free|here,|remark|nb|caution|disclaimer|alternatively|for example|this is (?:because|the|an?"
            r"|also|why|true)|where|explanation)\b"
        ),
        "aside",
        "A remark beside the answer gives none.",
        positive=("Note that 4 of them were used.", "I hope that helps 100%!"),
        negative=("The note costs 4.", "Nothing of note"),
    ),
    Rule(
        "statement.check",
        (
            r"^[ \t>*_#(-]{0,6}(?:check(?:ing)?|verification|verify(?:ing)?|to (?:check|verify|confirm)|let(?:'s"
            r"| us) (?:check|verify|confirm|double-?check)|we can (?:check|verify|confirm)|let me (?:double-?check"
            r"|verify|check)|double-?check(?:ing)?)\b"
        ),
        "verifies",
        "A test of the answer comes behind it.",
        positive=("Check: 2·5 + 3 = 13.", "Let's verify that 4 + 1 = 5."),
        negative=("The check is for 13.", "He will verify it."),
    ),
)

STAGE = Stage("statement", _RULES, _LEXICONS)
