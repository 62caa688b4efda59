// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/quote.h"
#include "pulse/base/code_points.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

bool isShowable(char32_t character)
{
    if (character < 0x7F)
        return character >= 0x20;
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        return true;
    }
}

} // namespace

QString visible(QStringView text, qsizetype maxLength)
{
    QString shown;
    CodePoints characters(text);
    for (qsizetype count = 0; characters.hasNext(); ++count) {
        if (count == maxLength)
            return shown + u'…';
        const char32_t character = characters.next();
        if (isShowable(character))
            shown += QChar::fromUcs4(character);
        else
            shown += u"\\u{%1}"_s.arg(QString::number(character, 16).toUpper(), 4, u'0');
    }
    return shown;
}

QString quoted(QStringView text, qsizetype maxLength)
{
    return u'“' + visible(text, maxLength) + u'”';
}

} // namespace pulse
