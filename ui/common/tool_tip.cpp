// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/tool_tip.h"

#include <QTextDocument>

namespace pulse::ui {
using namespace Qt::StringLiterals;

QString toolTipText(const QString &text)
{
    constexpr qsizetype fitsInOneLine = 100; // Qt wraps only what is HTML
    if (text.size() <= fitsInOneLine && !Qt::mightBeRichText(text))
        return text;
    return u"<qt>"_s + text.toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</qt>"_s;
}

} // namespace pulse::ui
