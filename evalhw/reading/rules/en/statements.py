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
        ("is", "are", "was", "equals", "equal to", "would be", "will be", "should be", "must be", "has to be",
         "can only be", "comes out (?:to|as|at)(?: be)?", "comes to", "turns out to be", "becomes", "remains",
         "reads"),
        "Words that set a name equal to what follows.",
    ),
    Lexicon(
        "is_not",
        ("is not", "are not", "was not", "isn't", "aren't", "wasn't", "cannot be", "can not be", "can't be", "couldn't be",
         "could not be", "must not be", "won't be", "is never", "is definitely not"),
        "Words that deny what follows of a name.",
    ),
    Lexicon(
        "between",
        (r"\([^()\n]{0,80}\)", r",[^,.:\n]{1,60},",
         r"(?:to|of|for|in|among|from|on|with|as|after|rounded|we|i|you|that|which|he|she|they|choice|option|here"
         r"|expressed|given|correct)\b[^.:;=\n$]{0,60}?(?:\$[^$\n]{1,40}\$[^.:;=\n$]{0,40}?)?"),
        "What may stand between the word answer and the verb: a parenthesis, a phrase that says which answer.",
    ),
    Lexicon(
        "others",
        ("one", "some", "some people", "somebody", "someone", "students?", "many(?: people| students)?", "people",
         "beginners", "readers?", "others"),
        "People whose answer is not the writer's.",
    ),
    Lexicon(
        "thinks",
        ("thinks?", "thought", "says?", "said", "claims?", "claimed", "answers?", "answered", "argues?", "argued",
         "believes?", "believed", "concludes?", "concluded", "guess(?:es|ed)?", "writes?", "wrote", "assumes?"),
        "Verbs by which an answer is given or held.",
    ),
)  # fmt: skip

_RULES = (
    Rule(
        "statement.hashes", r"####[ \t]*", "states",
        "Word problems of a well-known set end in four hashes and the result.",
        ("We add both.\n#### 18",), ("#### Step 3: add both", "## 18 and counting"),
        not_before=r"(?:[a-z]+ )?(?:step|part|case|solution|method|example|question|problem|explanation|conclusion"
        r"|final|answer|the|summary|result)",
    ),
    Rule(
        "statement.heading",
        r"^[ \t#*_>]{0,9}(?:the )?(?:(?:final|correct) )?answers?[*_: \t]{0,6}$", "heads",
        "A heading says that its section is the answer.",
        ("### Final Answer\n\n7 m", "**Answer:**\n\n$x = 3$"), ("Answers to the exercises", "The answer follows: 7"),
    ),
    Rule(
        "statement.label",
        r"^[ \t>*_#(-]{0,9}(?:(?:the|my|our) )?(?:(?:final|correct|short) )?(?:answer|ans)\b\.?[*_)]{0,3}[ \t]{0,3}"
        r"(?:[:=–—]|- )[*_ \t:]{0,6}", "states",
        "A line that begins with the word answer and a colon gives it.",
        ("**Final answer:** 12 V", "Ans. = 4"), ("The answerer: nobody", "Answer the following: what is heat?"),
        not_before=r"[*_ \t]*$",
    ),
    Rule(
        "statement.letter", r"^A[:.)] {0,3}", "labels",
        "In a dialogue of question and answer the line that begins with A is the answer.",
        ("Q: How far?\nA: 18 km",), ("Vitamin A: 18 mg", "AA: 18"), case=True,
    ),
    Rule(
        "statement.answer_not", r"\b(?:answer|result|solution)s?(?: {0,2}{between})?[*_]{0,3} {0,2}\b{is_not}\b[*_ ]{0,4}", "denies",
        "An answer that is denied is none.",
        ("The answer is not 5.", "The answer to this can't be (A)."), ("The answer is 5, not 4.", "Not the answer"),
    ),
    Rule(
        "statement.answer",
        r"\banswers?[*_\"”']{0,3}(?: {0,2}{between}){0,2}[*_]{0,3} {0,2}(?:\b{copula}\b|=|:)[*_ \t:=]{0,6}"
        r"(?:(?:simply|just|exactly|therefore|thus|then|clearly|indeed|only|now|hence)\b,? )?", "states",
        "The word answer with a verb of being is the plainest statement there is, whatever is put between.",
        ("The answer (in metres) is 5.", "So the answer to both parts is no.",
         "Among the five, the answer that fits is (C)."),
        ("To answer this is hard.", "The answers vary: see above", "She answered: 5"),
        not_before=r"(?:not\b|never\b|as follows|correct\b|wrong\b|right\b|incorrect\b|in \w+s?\b|clear\b|obtained|found by"
        r"|given (?:by|below|in)|determined|based on|reasonable|consistent|checked|verified|known)",
        not_after=r"(?:\b(?:to|an?|no|any|wrong|incorrect|can|will) |what (?:the|your) |[\"“]q)",
    ),
    Rule(
        "statement.chosen",
        r"\b(?:i|we)(?:'d|'ll| would| will| must| should)? (?:choose|pick|select|go with|opt for|settle on)"
        r"(?: the)?(?: answer| option| choice)?[ :]{1,3}", "states",
        "Who chooses has answered.",
        ("So I choose option (B).", "We'd go with 12."), ("They choose (B).", "Whichever I chose before"),
    ),
    Rule(
        "statement.behind",
        r"\b(?:is|are) (?:(?:therefore|thus|clearly|then|hence|indeed) )?(?:(?:the|our|my) )"
        r"(?:(?:correct|right|final|best|only) )*(?:answer|one|option|choice|solution)s?\b", "closes",
        "The answer may stand before the word that calls it so.",
        ("Hence 12 V is the answer.", "The lamp (C) is the correct choice."),
        ("Option (C) is not the answer.", "What is an answer?"),
        not_after=r"\b(?:which|what|that|this|here|it|below|following|question|these|those) ",
        not_before=r"[*_]{0,3} {0,2}(?:to|of|for)?[^.\n]{0,40}(?: (?:is|are)\b|:|=)",
    ),
    Rule(
        "statement.correct",
        r"\b(?:is|are) (?:(?:therefore|thus|clearly|then|hence|indeed|the) )?(?:correct|right|true)(?: one)?\b", "closes",
        "Of several options, the one that is called right is chosen.",
        ("B fails, so C is correct.",), ("C is not correct.", "Is it corrected?"),
        not_after=r"\b(?:which|what|that|this|here|it|below|following|question|these|those|answer|option|statement) ",
    ),
    Rule(
        "statement.result",
        r"\b(?:result|solution|choice|option)s?\b(?: {0,2}{between})?[*_]{0,3} {0,2}(?:\b{copula}\b|=|:)[*_ \t:=]{0,6}",
        "leads",
        "A result or solution that is said to be something is the answer where nothing is called so.",
        ("The result is 12 N.", "Solution: $x = 3$"), ("The resulting force", "A solution exists."),
        not_before=r"(?:obtained|found|given by|determined|based on|correct\b|wrong\b|as follows|incorrect\b|right\b)",
    ),
    Rule(
        "statement.wait_wrong",
        r"\b(?:wait|oops|hmm+|hold on|no|sorry|actually|whoops)\b[,.!—–… -]{1,4}[^.\n]{0,60}"
        r"\b(?:wrong|incorrect|mistaken?|not right|not correct|an error)\b[^.\n]{0,40}", "retracts",
        "Who calls his own last word wrong has taken it back.",
        ("It is 5 N; no, that is incorrect.", "Oops, I made a mistake."),
        ("Option B says 5, which is wrong.", "Wait for the result."),
    ),
    Rule(
        "statement.no_wait", r"\bno,? wait\b|\bwait,? no\b|\bscratch that\b|\bstrike that\b|\bi take (?:that|it) back\b"
        r"|\bcorrection\b ?[:,—]|\blet me (?:correct|fix) (?:that|this|myself|it|my)\b|\bi stand corrected\b",
        "retracts",
        "Phrases that exist to take back what was said.",
        ("It is 5. No wait, it is 6.", "5 m. Correction: 6 m."), ("A correction factor of 5", "No waiting is needed."),
    ),
    Rule(
        "statement.own_error",
        r"\bi (?:made|have made|see) (?:a|an|my|the) (?:\w+ )?(?:mistake|error|slip)\b|\bi (?:was|am) (?:wrong|mistaken)\b"
        r"|\b(?:that|the|my) (?:previous |earlier |first |last )?(?:answer|result|value) (?:is|was) (?:wrong|incorrect)\b",
        "retracts",
        "An error that the writer owns withdraws what he has stated.",
        ("The flow is 3. I made a mistake above.", "My first answer was wrong."),
        ("I never made a bigger effort.", "His answer is long."),
    ),
    Rule(
        "statement.earlier",
        r"\b(?:was|were) [^.,;\n]{1,40} (?:before|earlier|at first|initially|previously|originally)\b", "retracts",
        "What an answer was before, it is no longer.",
        ("The price was 5 before, but now it is 6.",), ("The price was 5 in total.",),
    ),
    Rule(
        "statement.wait",
        r"(?:^|[.!?—–…;] ?)(?:but )?(?:wait|hold on|hmm+|actually|on second thoughts?|rather|or rather)\b[,.!… ]{1,4}"
        r"|\blet me (?:re-?check|re-?think|re-?compute|re-?consider|re-?calculate|re-?do|re-?examine)\b", "reconsiders",
        "Second thoughts withdraw the first if they come to another value.",
        ("It is 5. Actually, it is 6.", "Let me recompute."), ("The waiter counts 6.", "What actually happens"),
    ),
    Rule(
        "statement.others_think",
        r"\b{others} (?:(?:might|may|could|would|will|often|sometimes|commonly|mistakenly|wrongly) )*{thinks}\b",
        "supposes",
        "What others might answer is not the writer's answer.",
        ("One might think the answer is 5.", "Students often say the answer is 9.8."),
        ("I think the answer is 5.", "One may now compute it."),
    ),
    Rule(
        "statement.said",
        r"\b(?:he|she|they|[A-Z][a-z]{2,15}|(?i:a|the|my|his|her) (?i:friend|student|colleague|teacher|key|textbook))"
        r" (?i:said|says|claims|claimed|argues|argued|thought|wrote|guessed|answered)"
        r" (?:that )?[\"“]?(?:the |my |his |her )?(?:answer|result)\b", "supposes",
        "An answer that somebody else is said to have given is quoted.",
        ("Tom claimed the answer is 5.", "My friend says the answer would be 7."),
        ("I said the answer is 5.", "Tom answers: it is 5."), case=True,
    ),
    Rule(
        "statement.common_error",
        r"\b(?:common|frequent|typical|popular|usual|tempting|naive|plausible)(?: but)? (?:wrong |incorrect |first )?"
        r"(?:mistake|error|answer|guess|misconception|trap|pitfall)s?\b|\b(?:wrong|incorrect) answer (?:is|would|might|could)"
        r"|\b(?:it is|it's|it would be|it may be) tempting\b", "supposes",
        "A wrong answer that is warned of is not given.",
        ("A common wrong answer is 5 V.", "It is tempting to say the answer is 7."),
        ("The common ratio is 5.", "The wrong plug was used."),
    ),
    Rule(
        "statement.doubt",
        r"\bi (?:doubt|don't (?:think|believe)|do not (?:think|believe))\b|\bit is (?:not true|false|not the case) that\b"
        r"|\bthere is no way\b|\bnobody\b", "supposes",
        "What is doubted is not answered.",
        ("I doubt the answer is 5.", "I don't think it is 12."), ("No doubt the answer is 5.", "I think it is 12."),
    ),
    Rule(
        "statement.if",
        r"\b(?:if|suppose|supposing|assume|assuming|imagine|were|had)\b[^.,;:\n]{0,40}\b(?:answer|result|solution)\b",
        "supposes",
        "What would be the answer if something held is not the answer.",
        ("If the answer were 5, it would float.", "Suppose the answer is 12."),
        ("If x = 2, then the answer is 4.", "Whatever it is, the answer is 5."),
    ),
    Rule(
        "statement.restated",
        r"\b(?:it|this|that|there|which|answer|result)(?:'s| is| are| should be| must be| would be| has to be)"
        r"(?: (?:actually|really|in fact|rather|just|only))* ", "restates",
        "Behind second thoughts, what it really is.",
        ("It should be 6.", "That's in fact 12 V."), ("Itself is 6", "That was 6."),
    ),
    Rule(
        "statement.note",
        r"(?:^|[.!?] )[ \t>*_(-]{0,6}(?:note|notice|remember|keep in mind|recall|i hope|hope this|let me know|feel free|here,"
        r"|remark|nb|caution|disclaimer|alternatively|for example|this is (?:because|the|an?|also|why|true)|where|explanation)\b",
        "aside",
        "A remark beside the answer gives none.",
        ("Note that 4 of them were used.", "I hope that helps 100%!"), ("The note costs 4.", "Nothing of note"),
    ),
    Rule(
        "statement.check",
        r"^[ \t>*_#(-]{0,6}(?:check(?:ing)?|verification|verify(?:ing)?|to (?:check|verify|confirm)|let(?:'s| us) (?:check|verify"
        r"|confirm|double-?check)|we can (?:check|verify|confirm)|let me (?:double-?check|verify|check)|double-?check(?:ing)?)\b",
        "verifies",
        "A test of the answer comes behind it.",
        ("Check: 2·5 + 3 = 13.", "Let's verify that 4 + 1 = 5."), ("The check is for 13.", "He will verify it."),
    ),
)  # fmt: skip

STAGE = Stage("statement", _RULES, _LEXICONS)
