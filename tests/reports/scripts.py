"""Passages in many scripts, and reports that hold them. Most are Article 1 of the Universal
Declaration of Human Rights in its official translations (public domain)."""

from dataclasses import dataclass, replace

from reports.contents import ReportContents
from tests.reports.sample import assessed_contents, small


@dataclass(frozen=True)
class Passage:
    script: str
    language: str | None
    face: str
    text: str
    country: str = "NL"
    way: str = "ltr"


PASSAGES = {
    "latin": Passage(
        "Latin", None, "Source Sans 3",
        "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền. "
        "Ünïcode & Söhne, Łódź, Şişli, Ærøskøbing, fjord, office, „Zitat“ — 12 % × 3 ≥ 36 €.",
    ),
    "greek": Passage(
        "Greek", "el", "Source Sans 3",
        "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    ),
    "cyrillic": Passage(
        "Cyrillic", "und-Cyrl", "Source Sans 3",
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Ўсе людзі, їжак.",
    ),
    "arabic": Passage(
        "Arabic", "und-Arab", "Noto Naskh Arabic",
        "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلًا وضميرًا، وعليهم أن "
        "يعامل بعضهم بعضًا بروح الإخاء لأن الله إلى على الآلات (ISO 27001) ٢٠٢٦.",
        way="rtl",
    ),
    "persian and urdu": Passage(
        "Arabic", "und-Arab", "Noto Naskh Arabic",
        "تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند. پژوهش گروه چهار. "
        "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔ ٹیکنالوجی ڈیٹا پڑے",
        way="rtl",
    ),
    "hebrew": Passage(
        "Hebrew", "he", "Noto Sans Hebrew",
        "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם (2026). שָׁלוֹם עֲלֵיכֶם",
        way="rtl",
    ),
    "devanagari": Passage(
        "Devanagari", "und-Deva", "Noto Sans Devanagari",
        "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। "
        "उन्हें परस्पर भाईचारे के भाव से बर्ताव करना चाहिए। क्षेत्र ज्ञान नीति प्रौद्योगिकी",
    ),
    "thai": Passage(
        "Thai", "th", "Noto Sans Thai",
        "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ น้ำ ทำ กำลัง",
    ),
    "simplified chinese": Passage(
        "Han", "zh-Hans", "Noto Sans CJK SC",
        "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
        country="CN",
    ),
    "traditional chinese": Passage(
        "Han", "zh-Hant", "Noto Sans CJK TC",
        "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神相對待。",
        country="TW",
    ),
    "hong kong": Passage(
        "Han", "zh-Hant-HK", "Noto Sans CJK HK", "人人生而自由，在尊嚴和權利上一律平等。", country="HK"
    ),
    "japanese": Passage(
        "kana", "ja", "Noto Sans CJK JP",
        "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。ｶﾅ　ガギグ",
    ),
    "japanese in kanji alone": Passage(
        "Han", "ja", "Noto Sans CJK JP", "東京光技術株式会社 骨直門", country="JP"
    ),
    "korean": Passage(
        "Hangul", "ko", "Noto Sans CJK KR",
        "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 大韓民國",
    ),
    "bengali": Passage(
        "", "und-Beng", "Noto Sans Bengali",
        "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে।",
    ),
    "tamil": Passage(
        "", "ta", "Noto Sans Tamil", "மனிதப் பிறவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்."
    ),
    "georgian and armenian": Passage(
        "", "ka", "Noto Sans Georgian",
        "ყველა ადამიანი იბადება თავისუფალი და თანასწორი. Բոլոր մարդիկ ծնվում են ազատ",
    ),
    "amharic": Passage("", "und-Ethi", "Noto Sans Ethiopic", "የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው።"),
    "khmer": Passage("", "km", "Noto Sans Khmer", "មនុស្សទាំងអស់កើតមកមានសេរីភាព និងសមភាព"),
}  # fmt: skip
BESIDES = (
    "Emoji \N{GRINNING FACE}, hidden \u202eevil\u202c and \u2066x\u2069, \ue000, A\u0301\u0302"
)


def in_every_script(passages: dict[str, Passage], country: str = "NL") -> ReportContents:
    """A small report whose criteria hold the passages in turn, as answer and verdict and evidence."""
    made = small(assessed_contents())
    texts = [each.text for each in passages.values()] + [BESIDES]
    organisation = replace(made.organisation, name=texts[0][:80], country=country)
    principles = []
    for place, principle in enumerate(made.principles):
        told = "\n".join(texts[place :: len(made.principles)])
        criterion = replace(principle.criteria[0], disclosure="public")
        evidence = tuple(replace(each, title=told) for each in criterion.evidence)
        results = (replace(criterion.results[0], claim=told, reason=told),)
        changed = replace(criterion, results=results, evidence=evidence)
        principles.append(replace(principle, criteria=(changed, *principle.criteria[1:])))
    return replace(made, organisation=organisation, principles=tuple(principles))
