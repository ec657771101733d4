// Every text of the panel in both languages; the page's language chooses.
export const TEXTS = {
  'panel.title': { ar: 'خصائص العنصر', en: 'Properties' },
  'panel.nothing': { ar: 'اختر عنصرًا في المخطط لتحدد من ينفذه، وبأي نموذج، ووفق أي بند، ومتى.', en: 'Choose an element of the diagram to say who does it, on which form, under which clause, by when.' },
  'panel.many': { ar: 'اخترت أكثر من عنصر. اختر عنصرًا واحدًا لتعديل خصائصه.', en: 'Several elements are chosen. Choose one to change it.' },
  'panel.loading': { ar: 'تُقرأ مفردات السياسة…', en: 'Reading the policy’s names…' },
  'panel.failed': { ar: 'تعذرت قراءة نماذج السياسة وبنودها.', en: 'The policy’s forms and clauses could not be read.' },
  'panel.retry': { ar: 'أعد المحاولة', en: 'Try again' },
  'panel.readonly': { ar: 'هذا الإصدار للاطلاع، ولا يُعدَّل.', en: 'This version is for reading only.' },
  'panel.unknown': { ar: 'غير موجود في السياسة: {value}', en: 'Not in the policy: {value}' },
  'panel.refused': { ar: 'هذا العنصر لا يُنفَّذ. يذكر الفحص ما ترسمه مكانه.', en: 'This element is not run. The check says what to draw instead.' },
  'panel.drawing': { ar: 'للرسم فقط؛ لا أثر له في المعاملات.', en: 'Drawing only; it has no effect on cases.' },
  'choose': { ar: 'اختر…', en: 'Choose…' },
  'none': { ar: 'لا شيء', en: 'None' },
  'remove': { ar: 'احذف', en: 'Remove' },
  'removeThis': { ar: 'احذف {name}', en: 'Remove {name}' },
  'newTab': { ar: 'يُفتح في صفحة جديدة', en: 'opens a new page' },

  'kind.process': { ar: 'الإجراء', en: 'Process' }, 'kind.participant': { ar: 'الحوض', en: 'Pool' },
  'kind.lane': { ar: 'مسار دور', en: 'Lane of a role' }, 'kind.userTask': { ar: 'مهمة مستخدم', en: 'User task' }, 'kind.manualTask': { ar: 'مهمة يدوية', en: 'Manual task' },
  'kind.scriptTask': { ar: 'حساب آلي', en: 'Calculation' }, 'kind.sendTask': { ar: 'إرسال رسالة', en: 'Send a message' }, 'kind.receiveTask': { ar: 'استقبال', en: 'Receive' },
  'kind.businessRuleTask': { ar: 'جدول قرار', en: 'Decision table' }, 'kind.callActivity': { ar: 'استدعاء إجراء', en: 'Call of a process' }, 'kind.subProcess': { ar: 'عملية فرعية', en: 'Sub-process' },
  'kind.exclusiveGateway': { ar: 'بوابة حصرية', en: 'Exclusive gateway' }, 'kind.parallelGateway': { ar: 'بوابة متوازية', en: 'Parallel gateway' }, 'kind.eventBasedGateway': { ar: 'بوابة أحداث', en: 'Event-based gateway' },
  'kind.sequenceFlow': { ar: 'مسار', en: 'Flow' }, 'kind.startEvent': { ar: 'بداية', en: 'Start' }, 'kind.startEvent.message': { ar: 'بداية برسالة', en: 'Start by a message' },
  'kind.endEvent': { ar: 'نهاية', en: 'End' }, 'kind.endEvent.terminate': { ar: 'نهاية تنهي المعاملة كلها', en: 'End of the whole case' }, 'kind.endEvent.error': { ar: 'نهاية بخطأ', en: 'Error end' },
  'kind.intermediateCatchEvent.timer': { ar: 'انتظار مدة', en: 'Wait for a time' }, 'kind.intermediateCatchEvent.message': { ar: 'انتظار رسالة', en: 'Wait for a message' },
  'kind.intermediateThrowEvent.message': { ar: 'إرسال رسالة', en: 'Send a message' }, 'kind.boundaryEvent.timer': { ar: 'موعد على خطوة', en: 'Deadline on a step' },
  'kind.boundaryEvent.message': { ar: 'رسالة أثناء خطوة', en: 'Message during a step' }, 'kind.boundaryEvent.error': { ar: 'خطأ في خطوة', en: 'Error in a step' },
  'kind.textAnnotation': { ar: 'ملاحظة', en: 'Note' }, 'kind.other': { ar: 'عنصر', en: 'Element' },

  'name.group': { ar: 'الاسم', en: 'Name' }, 'name.ar': { ar: 'الاسم بالعربية', en: 'Name in Arabic' }, 'name.en': { ar: 'الاسم بالإنجليزية', en: 'Name in English' },
  'name.end': { ar: 'اسم النهاية هو نتيجة المعاملة كما يقرؤها الموظفون.', en: 'The name of an end is the case’s outcome as the staff read it.' },
  'name.process': { ar: 'اسم الإجراء', en: 'Name of the process' },

  'clause.group': { ar: 'بنود السياسة', en: 'Clauses of the policy' }, 'clause.addition': { ar: 'إضافة: لا بند لهذا العنصر في السياسة.', en: 'Addition: no clause of the policy says this.' },
  'clause.choose': { ar: 'اختر البنود', en: 'Choose clauses' }, 'clause.search': { ar: 'ابحث برقم البند أو كلماته', en: 'Search by number or words' }, 'clause.none': { ar: 'لا بند فيه هذه الكلمات.', en: 'No clause has these words.' },
  'clause.list': { ar: 'بنود السياسة للاختيار', en: 'Clauses to choose from' },

  'who.group': { ar: 'من ينفذ', en: 'Who does it' }, 'role': { ar: 'الدور', en: 'Role' }, 'role.lane': { ar: 'كل خطوة في هذا المسار لصاحب هذا الدور.', en: 'Every step in this lane is for this role.' },
  'role.of': { ar: 'الخطوة لدور المسار: {role}', en: 'The step is for the lane’s role: {role}' }, 'role.missing': { ar: 'الخطوة ليست في مسار له دور. انقلها إلى مسار، أو حدد دور المسار.', en: 'The step is in no lane with a role. Move it into a lane, or choose the lane’s role.' },
  'role.records': { ar: 'من يسجل الوارد', en: 'Who records what comes in' },
  'assignee': { ar: 'لشخص بعينه', en: 'For one person' }, 'assignee.any': { ar: 'أي شخص في الدور', en: 'Anybody in the role' }, 'assignee.field': { ar: 'الشخص المختار في «{field}»', en: 'The person chosen in “{field}”' },
  'assignee.item': { ar: 'الشخص الذي تتكرر الخطوة له', en: 'The person for whom the step is repeated' }, 'assignee.feel': { ar: 'عبارة تعطي رقم المستخدم', en: 'An expression giving a user’s number' },

  'form.group': { ar: 'ما يُملأ', en: 'What is filled in' }, 'form': { ar: 'النموذج أو التصويت', en: 'Form or ballot' }, 'form.only': { ar: 'النموذج', en: 'Form' }, 'form.forms': { ar: 'النماذج', en: 'Forms' }, 'form.ballots': { ar: 'التصويت', en: 'Ballots' },
  'form.new': { ar: 'أنشئ نموذجًا لهذه الخطوة', en: 'Make a form for this step' }, 'form.open': { ar: 'افتح النموذج للتعديل', en: 'Open the form to edit it' }, 'letter': { ar: 'خطاب يُطبع في هذه الخطوة', en: 'Letter printed at this step' },
  'manual.says': { ar: 'صفحة يؤكد فيها الموظف أنه أنجز الخطوة؛ لا نموذج لها.', en: 'A page on which the staff confirm that the step is done; it has no form.' },
  'followUp': { ar: 'متابعة فقط: انتهى عمل المعاملة قبل هذه الخطوة', en: 'Follow-up only: the case’s business is over before this step' },
  'start.form': { ar: 'نموذج فتح المعاملة', en: 'Form that opens a case' }, 'start.called': { ar: 'لا نموذج: تبدأه عملية أخرى', en: 'None: another process starts it' },

  'due.group': { ar: 'الموعد', en: 'Due' }, 'due': { ar: 'تستحق الخطوة', en: 'The step is due' }, 'timer.group': { ar: 'الوقت', en: 'Time' }, 'timer': { ar: 'متى', en: 'When' },
  'time.mode.none': { ar: 'بلا موعد', en: 'No due date' }, 'time.mode.after': { ar: 'بعد مدة', en: 'After a length of time' }, 'time.mode.parameter': { ar: 'مدة من ثوابت الجمعية', en: 'A parameter of the association' },
  'time.mode.field': { ar: 'تاريخ من المعاملة', en: 'A date of the case' }, 'time.mode.date': { ar: 'في تاريخ محدد', en: 'On a date' }, 'time.mode.repeat': { ar: 'تكرارًا', en: 'Repeatedly' }, 'time.mode.feel': { ar: 'عبارة', en: 'A FEEL expression' },
  'time.amount': { ar: 'العدد', en: 'Amount' }, 'time.unit': { ar: 'الوحدة', en: 'Unit' }, 'time.parameter': { ar: 'الثابت', en: 'Parameter' }, 'time.field': { ar: 'الحقل', en: 'Field' }, 'time.day': { ar: 'التاريخ', en: 'Date' }, 'time.at': { ar: 'الساعة', en: 'Time' },
  'time.times': { ar: 'عدد المرات', en: 'How many times' }, 'time.endless': { ar: 'ما بقيت الخطوة مفتوحة', en: 'While the step is open' }, 'time.every': { ar: 'كل', en: 'Every' },
  'time.unit.days': { ar: 'يوم', en: 'days' }, 'time.unit.workdays': { ar: 'يوم عمل', en: 'working days' }, 'time.unit.weeks': { ar: 'أسبوع', en: 'weeks' }, 'time.unit.hours': { ar: 'ساعة', en: 'hours' }, 'time.unit.minutes': { ar: 'دقيقة', en: 'minutes' },
  'time.says.after': { ar: 'بعد {length}', en: 'After {length}' }, 'time.says.closing': { ar: 'بعد {length}، عند نهاية الدوام', en: 'After {length}, at the close of work' }, 'time.says.date': { ar: 'في {day}', en: 'On {day}' }, 'time.says.moment': { ar: 'في {day} الساعة {at}', en: 'On {day} at {at}' },
  'time.says.repeat': { ar: 'كل {length}، {times}', en: 'Every {length}, {times}' }, 'time.says.endless': { ar: 'كل {length} ما بقيت الخطوة مفتوحة', en: 'Every {length} while the step is open' },
  'time.says.parameter': { ar: 'بعد {value} ({name})', en: 'After {value} ({name})' }, 'time.says.off': { ar: 'الثابت «{name}» متوقف: لا قيمة له.', en: 'The parameter “{name}” is switched off: it has no value.' }, 'time.says.field': { ar: 'في تاريخ «{name}»', en: 'On the date “{name}”' },
  'time.missing': { ar: 'أكمل الموعد؛ لم يُحفظ بعد.', en: 'Complete the time; it is not kept yet.' },
  'timer.interrupts': { ar: 'توقف الخطوة عند حلول الموعد', en: 'The step ends when the time comes' },
  'message.interrupts': { ar: 'توقف الخطوة عند وصول الرسالة', en: 'The step ends when the message comes' },
  'marks': { ar: 'سجّل حلول الموعد لتُبنى عليه الشروط', en: 'Remember that the time has come, for conditions' }, 'marks.name': { ar: 'اسمه في الشروط: {name}', en: 'Its name in conditions: {name}' },

  'flow.group': { ar: 'متى يُسلك هذا المسار', en: 'When this way is taken' }, 'flow.default': { ar: 'إذا لم يتحقق شرط غيره (المسار الافتراضي)', en: 'When no other condition holds (default)' }, 'flow.condition': { ar: 'إذا تحقق هذا الشرط', en: 'When this condition holds' },
  'flow.always': { ar: 'يُسلك دائمًا؛ الشروط بعد البوابة الحصرية فقط.', en: 'Always taken; only an exclusive gateway has conditions.' }, 'flow.needless': { ar: 'على المسار شرط لا أثر له هنا.', en: 'This flow has a condition that has no effect here.' }, 'flow.drop': { ar: 'احذف الشرط', en: 'Remove the condition' },
  'gateway.group': { ar: 'المخارج', en: 'Ways out' }, 'gateway.default': { ar: 'المسار الافتراضي', en: 'Default way' }, 'gateway.hint': { ar: 'يُسلك إذا لم يتحقق شرط مخرج آخر.', en: 'Taken when no other way’s condition holds.' }, 'gateway.to': { ar: 'إلى «{name}»', en: 'to “{name}”' },

  'rows.join': { ar: 'يلزم أن يتحقق', en: 'What must hold' }, 'rows.and': { ar: 'كل ما يلي', en: 'All of these' }, 'rows.or': { ar: 'واحد مما يلي', en: 'One of these' }, 'rows.add': { ar: 'أضف شرطًا', en: 'Add a condition' },
  'rows.row': { ar: 'الشرط {number}', en: 'Condition {number}' }, 'rows.field': { ar: 'الحقل', en: 'Field' }, 'rows.sign': { ar: 'العلاقة', en: 'Is' }, 'rows.value': { ar: 'القيمة', en: 'Value' }, 'rows.to': { ar: 'إلى', en: 'to' }, 'rows.riyals': { ar: 'بالريال', en: 'in riyals' },
  'rows.incomplete': { ar: 'أكمل الشرط؛ لم يُحفظ السطر الناقص بعد.', en: 'Complete the condition; the unfinished line is not kept yet.' }, 'rows.literal': { ar: 'قيمة تكتبها', en: 'A value' }, 'rows.parameters': { ar: 'ثوابت الجمعية', en: 'Parameters' }, 'rows.today': { ar: 'تاريخ اليوم', en: 'Today' },
  'rows.kind': { ar: 'نوع القيمة', en: 'Kind of value' },
  'sign.=': { ar: 'يساوي', en: 'is' }, 'sign.!=': { ar: 'لا يساوي', en: 'is not' }, 'sign.<': { ar: 'أقل من', en: 'less than' }, 'sign.<=': { ar: 'لا يزيد على', en: 'at most' }, 'sign.>': { ar: 'أكثر من', en: 'more than' }, 'sign.>=': { ar: 'لا يقل عن', en: 'at least' },
  'sign.date.<': { ar: 'قبل', en: 'before' }, 'sign.date.<=': { ar: 'في أو قبل', en: 'on or before' }, 'sign.date.>': { ar: 'بعد', en: 'after' }, 'sign.date.>=': { ar: 'في أو بعد', en: 'on or after' },
  'sign.between': { ar: 'بين', en: 'between' }, 'sign.in': { ar: 'واحد من', en: 'one of' }, 'sign.contains': { ar: 'فيه الكلمات', en: 'contains' }, 'sign.has': { ar: 'فيها', en: 'contains' }, 'sign.empty': { ar: 'بلا جواب', en: 'is empty' }, 'sign.filled': { ar: 'له جواب', en: 'is filled in' },
  'sign.yes': { ar: 'نعم', en: 'yes' }, 'sign.no': { ar: 'لا', en: 'no' },
  'feel.show': { ar: 'اكتبه عبارة', en: 'Write it as FEEL' }, 'feel.hide': { ar: 'اعرضه جدولًا', en: 'Show it as a table' }, 'feel.only': { ar: 'هذه العبارة لا تُعرض جدولًا؛ عدّلها هنا.', en: 'This expression does not fit the table; edit it here.' },
  'feel.label': { ar: 'عبارة', en: 'FEEL expression' }, 'feel.offline': { ar: 'تعذر فحص العبارة الآن. ما كتبته محفوظ.', en: 'The expression could not be checked now. What you wrote is kept.' },
  'feel.hint': { ar: 'اكتب أول الاسم لتظهر الحقول والثوابت والدوال.', en: 'Type the beginning of a name to see fields, parameters and functions.' },
  'fields.written': { ar: 'ما تكتبه المخططات', en: 'Written by the diagrams' }, 'fields.facts': { ar: 'معلومات المعاملة', en: 'Facts of the case' }, 'fields.parameters': { ar: 'ثوابت الجمعية', en: 'Parameters' }, 'fields.functions': { ar: 'دوال', en: 'Functions' },

  'script.group': { ar: 'ما يُحسب', en: 'What is calculated' }, 'script.name': { ar: 'اسم الناتج {number}', en: 'Name of result {number}' }, 'script.value': { ar: 'طريقة حساب الناتج {number}', en: 'How result {number} is calculated' }, 'script.add': { ar: 'أضف سطرًا', en: 'Add a line' },
  'script.bad': { ar: 'الاسم حروف وأرقام و_ بلا فراغ، ولا يبدأ برقم.', en: 'A name is letters, digits and _ without spaces, and does not begin with a digit.' },

  'decision.group': { ar: 'القرار', en: 'Decision' }, 'decision': { ar: 'جدول القرار', en: 'Decision table' }, 'decision.open': { ar: 'افتح الجدول للتعديل', en: 'Open the table to edit it' }, 'decision.result': { ar: 'اسم النتيجة في الشروط', en: 'Name of the result in conditions' },
  'send.group': { ar: 'الرسالة', en: 'Message' }, 'send.to': { ar: 'إلى من', en: 'To whom' }, 'send.applicant': { ar: 'مقدم الطلب', en: 'The applicant' }, 'send.feel': { ar: 'عبارة تعطي المستخدمين', en: 'An expression giving users' }, 'send.people': { ar: 'مقدم الطلب أو أدوار', en: 'The applicant or roles' },
  'send.template': { ar: 'نص الرسالة', en: 'Text of the message' }, 'send.how': { ar: 'المرسل إليه', en: 'Addressee' }, 'send.open': { ar: 'افتح نصوص الرسائل للتعديل', en: 'Open the texts to edit them' },
  'message.group': { ar: 'ما يصل', en: 'What comes in' }, 'message': { ar: 'الرسالة', en: 'Message' }, 'message.new': { ar: 'رسالة جديدة', en: 'A new message' },
  'call.group': { ar: 'الإجراء المستدعى', en: 'Process that is called' }, 'call': { ar: 'الإجراء', en: 'Process' }, 'call.open': { ar: 'افتح مخططه', en: 'Open its diagram' },
  'error.group': { ar: 'الخطأ', en: 'Error' }, 'error': { ar: 'الخطأ', en: 'Error' }, 'error.new': { ar: 'خطأ جديد', en: 'A new error' }, 'error.name': { ar: 'اسم الخطأ', en: 'Name of the error' },
  'loop.group': { ar: 'التكرار', en: 'Repetition' }, 'loop.on': { ar: 'تُكرر لكل عنصر في قائمة', en: 'Repeated for each item of a list' }, 'loop.list': { ar: 'القائمة', en: 'List' }, 'loop.order': { ar: 'واحدًا بعد واحد', en: 'One after another' },
  'loop.result': { ar: 'ما يُجمع من كل مرة', en: 'What is gathered from each' }, 'loop.names': { ar: 'في الشروط: العنصر {item}، والنتائج {results}', en: 'In conditions: the item is {item}, the results are {results}' },
  'loop.needsList': { ar: 'لا قائمة في نماذج السياسة بعد؛ أضف حقل خيارات متعددة أو أسطرًا إلى نموذج.', en: 'No form of the policy has a list yet; add a field of several choices or of rows to a form.' },
};

// One, two, few (3-10) and many, as Arabic counts; English has one and the rest.
const COUNTS = {
  days: { ar: ['يوم واحد', 'يومين', '{n} أيام', '{n} يومًا', '{n} يوم'], en: ['1 day', '{n} days'] },
  workdays: { ar: ['يوم عمل واحد', 'يومي عمل', '{n} أيام عمل', '{n} يوم عمل', '{n} يوم عمل'], en: ['1 working day', '{n} working days'] },
  weeks: { ar: ['أسبوع واحد', 'أسبوعين', '{n} أسابيع', '{n} أسبوعًا', '{n} أسبوع'], en: ['1 week', '{n} weeks'] },
  hours: { ar: ['ساعة واحدة', 'ساعتين', '{n} ساعات', '{n} ساعة', '{n} ساعة'], en: ['1 hour', '{n} hours'] },
  minutes: { ar: ['دقيقة واحدة', 'دقيقتين', '{n} دقائق', '{n} دقيقة', '{n} دقيقة'], en: ['1 minute', '{n} minutes'] },
  times: { ar: ['مرة واحدة', 'مرتين', '{n} مرات', '{n} مرة', '{n} مرة'], en: ['once', '{n} times'] },
};

export const locale = () => (globalThis.document?.documentElement.lang === 'en' ? 'en' : 'ar');

export function say(key, values = {}) {
  const text = TEXTS[key]?.[locale()] ?? key;
  return text.replace(/{(\w+)}/g, (place, name) => values[name] ?? place);
}

export const has = key => key in TEXTS;

export function counted(unit, n) {
  const forms = COUNTS[unit][locale()];
  return forms[form(n, forms.length)].replace('{n}', n);
}

function form(n, forms) {
  if (forms === 2) return n === 1 ? 0 : 1;
  if (n === 1 || n === 2) return n - 1;
  const rest = n % 100;
  if (n === 0 || rest >= 3 && rest <= 10) return 2;
  return rest >= 11 ? 3 : 4;
}
