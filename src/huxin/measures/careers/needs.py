"""What the training measure takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs, sample

_CLASS = "training-class"
needs(
    "measures.careers",
    given=OFFERED,
    procedure=[
        "training-class", "training-item-listing", "training-subsidy", "skill-assessment", "skill-competition",
        "pilot-project",
    ],
)  # fmt: skip
needs("measures.careers", agency=["hrss"])
needs(
    "measures.careers",
    given=_CLASS,
    parameter=["training.exam_questions", "training.exam_tries", "training.ladder", "training.pass_mark"],
    letter=["training-certificate"],
    message=["certificate-issued", "certificate-revoked"],
    act=["training-class/accept", "training-class/certify", "training-class/revoke"],
)
needs("measures.careers", given="training-subsidy", item=["training-subsidy"])
needs("measures.careers", given="skill-assessment", parameter=["skill.pass_mark"])
needs(
    "measures.careers",
    act=[
        "skill-assessment/decide", "skill-assessment/examine", "skill-assessment/revoke", "skill-assessment/schedule",
    ],
)  # fmt: skip
needs("measures.careers", act=["skill-competition/enter"])
_QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="90" height="90">'
    '<path d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1z"/></svg>'
)
sample(
    "letter",
    "training-certificate",
    {
        "title": "培训合格证书", "kind": "training", "id_number": "0000**********0000", "occupation": "网约配送员",
        "level": "五级（初级工）", "standard": "国家职业标准", "code": "SAMPLE00", "where": "https://example.org/certificate",
        "qr": _QR,
    },
)  # fmt: skip
