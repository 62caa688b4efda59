// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/fact_label.h"

#include "pulse/ui/common/format.h"

#include <QEvent>

namespace pulse::ui {

FactLabel::FactLabel(const QString &text, QWidget *parent)
    : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
}

void FactLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && !m_dimming)
        dim();
    QLabel::changeEvent(event);
}

void FactLabel::showEvent(QShowEvent *event)
{
    dim();
    QLabel::showEvent(event);
}

void FactLabel::dim()
{
    m_dimming = true;
    setForegroundRole(QPalette::WindowText);
    const QPalette inherited = parentWidget() ? parentWidget()->palette() : QPalette();
    QPalette own = inherited;
    own.setColor(QPalette::WindowText, factColor(inherited));
    setPalette(own);
    m_dimming = false;
}

} // namespace pulse::ui
