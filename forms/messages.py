"""Every sentence of the forms in Arabic and English: what is wrong, and what to do about it."""

import re

MESSAGES: dict[str, dict[str, str]] = {
    # what is wrong with one answer
    "required": {
        "ar": "هذا الحقل مطلوب. اكتب الإجابة قبل الإرسال.",
        "en": "This field is required. Give an answer before you send.",
    },
    "required_choice": {
        "ar": "لم تُحدد إجابة. اختر واحدة مما يلي.",
        "en": "Nothing is chosen. Choose one of the answers below.",
    },
    "required_tick": {
        "ar": "لم يُؤكَّد هذا البند. ضع العلامة لتأكيده.",
        "en": "This is not confirmed. Tick the box to confirm it.",
    },
    "required_file": {
        "ar": "لم يُرفق ملف. أرفق ملفًا واحدًا على الأقل.",
        "en": "No file is attached. Attach at least one file.",
    },
    "required_signature": {
        "ar": "التوقيع مطلوب. وقّع في المربع أو أرفق صورة الورقة الموقعة.",
        "en": "A signature is required. Sign in the box or attach a scan of the signed paper.",
    },
    "required_rows": {
        "ar": "لم يُسجل شيء هنا. أضف صفًا واحدًا على الأقل.",
        "en": "Nothing is entered here. Add at least one row.",
    },
    "required_id": {
        "ar": "لا يوجد رقم هوية. اكتب رقم الهوية أو الإقامة، أو اكتب سبب عدم وجوده.",
        "en": "There is no ID number. Type the national ID or iqama number, or say why there is none.",
    },
    "id_and_reason": {
        "ar": "كُتب رقم هوية وسبب لعدم وجوده معًا. احذف أحدهما.",
        "en": "There is both an ID number and a reason for having none. Remove one of them.",
    },
    "registered": {
        "ar": "هذا الرقم مسجل باسم «{name}». راجع البطاقة، أو ابحث عن المسجل واختره.",
        "en": "This number is registered under the name “{name}”. Check the card, or search for that person and "
        "choose them.",
    },
    "unknown_person": {
        "ar": "الشخص المختار غير موجود. ابحث عنه مرة أخرى أو اكتب بياناته.",
        "en": "The chosen person does not exist. Search again or type the person's details.",
    },
    "one_value": {
        "ar": "وصل أكثر من جواب لهذا الحقل. اكتب جوابًا واحدًا.",
        "en": "More than one answer came for this field. Give one answer.",
    },
    "characters": {
        "ar": "في النص رموز لا يمكن حفظها. احذف الرموز غير المرئية واكتب النص مرة أخرى.",
        "en": "The text holds characters that cannot be stored. Remove invisible characters and type it again.",
    },
    "one_line": {
        "ar": "هذا الحقل سطر واحد. اكتب الإجابة في سطر واحد.",
        "en": "This field holds one line. Write the answer on one line.",
    },
    "too_long": {
        "ar": "النص أطول من المسموح ({length} حرفًا). اختصره إلى {limit} حرف أو أقل.",
        "en": "The text is too long ({length} characters). Shorten it to {limit} characters or fewer.",
    },
    "not_a_number": {
        "ar": "هذا ليس رقمًا. اكتب أرقامًا فقط، مثل 2100 أو 12.5.",
        "en": "This is not a number. Use digits only, such as 2100 or 12.5.",
    },
    "not_whole": {
        "ar": "المطلوب عدد صحيح بلا كسور. اكتب مثلًا 3 وليس 3.5.",
        "en": "A whole number is needed. Write 3, for example, and not 3.5.",
    },
    "not_money": {
        "ar": "المبلغ غير مفهوم. اكتبه بالريال، مثل 2,100 أو 2100.50.",
        "en": "The amount cannot be read. Type it in riyals, such as 2,100 or 2100.50.",
    },
    "too_small": {
        "ar": "القيمة أقل من الحد الأدنى {limit}. راجع الرقم.",
        "en": "The value is below the least allowed, {limit}. Check the number.",
    },
    "too_large": {
        "ar": "القيمة أكبر من الحد الأعلى {limit}. راجع الرقم.",
        "en": "The value is above the most allowed, {limit}. Check the number.",
    },
    "not_a_date": {
        "ar": "التاريخ غير مفهوم. اكتبه مثل 2026-11-22 أو 22/11/2026 أو هجريًا مثل 12/06/1448.",
        "en": "The date cannot be read. Type it as 2026-11-22 or 22/11/2026, or in Hijri as 12/06/1448.",
    },
    "no_such_day": {
        "ar": "لا يوجد يوم بهذا التاريخ. راجع اليوم والشهر.",
        "en": "There is no such day. Check the day and the month.",
    },
    "date_range": {
        "ar": "التاريخ خارج المدى المقبول: من 1900 إلى 2100 ميلادي، ومن 1343 إلى 1500 هجري. راجع السنة.",
        "en": "The date is out of range: 1900 to 2100 Gregorian, 1343 to 1500 Hijri. Check the year.",
    },
    "not_offered": {
        "ar": "الإجابة المختارة ليست من الخيارات. اختر واحدة من القائمة.",
        "en": "The chosen answer is not among the choices. Choose one from the list.",
    },
    "unknown_document": {
        "ar": "لم نجد الملف المرفق. أرفقه مرة أخرى.",
        "en": "We could not find the attached file. Attach it again.",
    },
    "too_many_files": {
        "ar": "عدد الملفات أكثر من {limit}. أزل بعضها.",
        "en": "There are more than {limit} files. Remove some of them.",
    },
    "bad_drawing": {
        "ar": "تعذرت قراءة التوقيع المرسوم. امسحه ووقّع مرة أخرى، أو أرفق صورة الورقة الموقعة.",
        "en": "The drawn signature could not be read. Clear it and sign again, or attach a scan of the signed paper.",
    },
    "too_many_rows": {
        "ar": "عدد الصفوف أكثر من {limit}. احذف بعضها.",
        "en": "There are more than {limit} rows. Remove some of them.",
    },
    "unknown_row": {
        "ar": "تغيرت قائمة الصفوف منذ فتح الصفحة. راجع الصفوف وأكملها مرة أخرى.",
        "en": "The list of rows has changed since the page was opened. Check the rows and complete them again.",
    },
    # formats
    "national_id": {
        "ar": "رقم الهوية غير صحيح: عشرة أرقام تبدأ بـ 1 أو 2. راجع الأرقام مع البطاقة.",
        "en": "The ID number is not right: ten digits that begin with 1 or 2. Check the digits against the card.",
    },
    "iban": {
        "ar": "رقم الآيبان غير صحيح: SA ثم 22 رقمًا. راجعه مع خطاب البنك.",
        "en": "The IBAN is not right: SA and then 22 digits. Check it against the bank's letter.",
    },
    "mobile": {
        "ar": "رقم الجوال غير صحيح: عشرة أرقام تبدأ بـ 05. راجع الرقم مع صاحبه.",
        "en": "The mobile number is not right: ten digits that begin with 05. Check the number with its owner.",
    },
    "four_part_name": {
        "ar": "الاسم ناقص: المطلوب الاسم الأول واسم الأب والجد والعائلة. أكمل الأجزاء الأربعة.",
        "en": "The name is incomplete: first name, father, grandfather and family are needed. Complete the four parts.",
    },
    "name_letters": {
        "ar": "في الاسم رموز أو أرقام. اكتب الاسم بالحروف فقط.",
        "en": "The name holds signs or digits. Write the name in letters only.",
    },
    "email": {
        "ar": "البريد الإلكتروني غير صحيح. اكتبه مثل name@example.org.",
        "en": "The email address is not right. Write it like name@example.org.",
    },
    "digits": {
        "ar": "هذا الحقل للأرقام فقط. احذف الحروف والرموز.",
        "en": "This field holds digits only. Remove letters and signs.",
    },
    # the form as a whole
    "unknown_names": {
        "ar": "وصلت حقول لا يعرفها هذا النموذج، ولم تُحفظ. حدّث الصفحة وأرسل النموذج مرة أخرى.",
        "en": "Fields came that this form does not know; none was stored. Refresh the page and send it again.",
    },
    "too_many_values": {
        "ar": "في النموذج أكثر من {limit} قيمة. احذف بعض الصفوف أو الملفات.",
        "en": "The form holds more than {limit} values. Remove some rows or files.",
    },
    # words of the page
    "summary": {"ar": "لم يُرسل النموذج. صحّح ما يلي:", "en": "The form was not sent. Correct the following:"},
    "whole_form": {"ar": "النموذج كله", "en": "The whole form"},
    "is_required": {"ar": "مطلوب", "en": "required"},
    "yes": {"ar": "نعم", "en": "Yes"},
    "no": {"ar": "لا", "en": "No"},
    "choose": {"ar": "— اختر —", "en": "— choose —"},
    "none": {"ar": "—", "en": "—"},
    "add_row": {"ar": "إضافة صف: {label}", "en": "Add a row: {label}"},
    "remove_row": {"ar": "حذف الصف {number}", "en": "Remove row {number}"},
    "row": {"ar": "صف {number}", "en": "Row {number}"},
    "kept_files": {
        "ar": "الملفات المرفقة. أزل العلامة لحذف الملف.",
        "en": "Attached files. Untick a file to remove it.",
    },
    "add_file": {"ar": "إرفاق ملف", "en": "Attach a file"},
    "replace_file": {"ar": "إرفاق ملف بدلًا منه", "en": "Attach another file in its place"},
    "kilobytes": {"ar": "{size} ك.ب", "en": "{size} kB"},
    "megabytes": {"ar": "{size} م.ب", "en": "{size} MB"},
    "riyals": {"ar": "ريال", "en": "SAR"},
    "date_hint": {
        "ar": "مثل 2026-11-22، أو هجريًا مثل 1448-06-12",
        "en": "Such as 2026-11-22, or in Hijri such as 1448-06-12",
    },
    "other_calendar": {"ar": "الموافق", "en": "That is"},
    "hijri": {"ar": "هـ", "en": "AH"},
    "gregorian": {"ar": "م", "en": "CE"},
    "draw_here": {"ar": "التوقيع داخل المربع: {label}", "en": "Sign inside the box: {label}"},
    "clear_drawing": {"ar": "مسح التوقيع", "en": "Clear the signature"},
    "scan": {"ar": "صورة الورقة الموقعة", "en": "A scan of the signed paper"},
    "or": {"ar": "أو", "en": "or"},
    "search_person": {"ar": "البحث عن شخص مسجل", "en": "Search for a registered person"},
    "search_hint": {
        "ar": "برقم الهوية أو الجوال أو الاسم",
        "en": "By ID number, mobile number or name",
    },
    "search": {"ar": "بحث", "en": "Search"},
    "found": {"ar": "الأشخاص المسجلون", "en": "Registered people"},
    "found_nobody": {
        "ar": "لم نجد أحدًا. اكتب البيانات في الحقول التالية.",
        "en": "Nobody was found. Type the details in the fields below.",
    },
    "new_person": {"ar": "شخص آخر، بياناته في الحقول التالية", "en": "Someone else, with the details below"},
    "saved_at": {"ar": "حُفظت المسودة الساعة", "en": "Draft saved at"},
    "saving": {"ar": "جارٍ حفظ المسودة…", "en": "Saving the draft…"},
    "not_saved": {
        "ar": "لم تُحفظ المسودة. انسخ ما كتبته ثم حدّث الصفحة.",
        "en": "The draft was not saved. Copy what you typed, then refresh the page.",
    },
    "not_updated": {
        "ar": "تعذر تحديث النموذج. تحقق من الاتصال وحاول مرة أخرى.",
        "en": "The form could not be updated. Check the connection and try again.",
    },
    # parts of a person and of a family member
    "national_id_label": {"ar": "رقم الهوية أو الإقامة", "en": "National ID or iqama number"},
    "no_id_reason_label": {"ar": "سبب عدم وجود رقم", "en": "Why there is no number"},
    "name_label": {"ar": "الاسم الرباعي", "en": "Name in four parts"},
    "member_name_label": {"ar": "الاسم", "en": "Name"},
    "mobile_label": {"ar": "الجوال", "en": "Mobile number"},
    "birth_on_label": {"ar": "تاريخ الميلاد", "en": "Date of birth"},
    "relation_label": {"ar": "الصلة", "en": "Relation"},
    # a form file that cannot be read
    "file_not_a_form": {
        "ar": "الملف ليس نموذجًا: المتوقع قائمة مفاتيح.",
        "en": "This is not a form: a mapping was expected.",
    },
    "file_missing": {"ar": "ينقص المفتاح {detail}. أضفه.", "en": "The key {detail} is missing. Add it."},
    "file_unknown": {
        "ar": "مفتاح غير معروف: {detail}. احذفه أو صحّح كتابته.",
        "en": "Unknown key: {detail}. Remove it or correct its spelling.",
    },
    "file_choice": {
        "ar": "القيمة ليست من المسموح: {detail}. اختر واحدة منها.",
        "en": "The value is not one of those allowed: {detail}. Use one of them.",
    },
    "file_type": {
        "ar": "نوع القيمة غير صحيح؛ المتوقع {detail}.",
        "en": "The value has the wrong type; {detail} was expected.",
    },
    "file_value": {
        "ar": "القيمة غير مقبولة. راجع وصف النموذج ({detail}).",
        "en": "The value is refused. See the form's schema ({detail}).",
    },
    "file_name": {
        "ar": "الاسم {detail} غير مقبول: حروف وأرقام وشرطة سفلية، ولا يبدأ برقم.",
        "en": "The name {detail} is refused: use letters, digits and underscores, not beginning with a digit.",
    },
    "file_twice": {
        "ar": "الاسم {detail} مستعمل مرتين. اجعل لكل حقل اسمًا.",
        "en": "The name {detail} is used twice. Give each field its own name.",
    },
    "file_format": {
        "ar": "التنسيق {detail} غير معروف لهذا النوع. راجع قائمة التنسيقات.",
        "en": "The format {detail} is not known for this type. See the list of formats.",
    },
    "file_not_here": {
        "ar": "المفتاح {detail} لا معنى له في هذا النوع من الحقول. احذفه.",
        "en": "The key {detail} means nothing for this type of field. Remove it.",
    },
    "file_limits": {"ar": "الحد الأدنى أكبر من الأعلى. صحّحهما.", "en": "The least is above the most. Correct them."},
    "file_no_field": {
        "ar": "لا يوجد حقل باسم {detail}. اكتب اسم حقل من هذا النموذج.",
        "en": "There is no field named {detail}. Name a field of this form.",
    },
}


_figures = re.compile(r"[0-9]+(?:[-/.,][0-9]+)+")


def say(locale: str, key: str, **values: object) -> str:
    """Return the sentence in the language of the page."""
    sentence = MESSAGES[key][locale].format(**values)
    return _isolated(sentence) if locale == "ar" else sentence


def _isolated(text: str) -> str:
    """Hold dates and amounts left to right: among Arabic letters 2026-11-22 is otherwise shown as 22-11-2026."""
    return _figures.sub("\u2066\\g<0>\u2069", text)


def both(key: str, **values: object) -> dict[str, str]:
    """Return the sentence in both languages."""
    return {locale: say(locale, key, **values) for locale in ("ar", "en")}


class Refused(ValueError):
    """What was typed cannot be stored; carries the key of the sentence that says why."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(key)

    def said(self, locale: str) -> str:
        return say(locale, self.key, **self.values)
