// SPDX-License-Identifier: Apache-2.0
#include "choice_card.h"

#include "pulse/ui/common/format.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {
constexpr int padding = 12;
} // namespace

ChoiceCard::ChoiceCard(const QString &word, const QString &version, const QString &explanation, QWidget *parent)
    : QAbstractButton(parent)
    , m_word(word)
    , m_version(version)
    , m_explanation(explanation)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    describe();
}

void ChoiceCard::setVersion(const QString &version)
{
    m_version = version;
    describe();
    update();
}

void ChoiceCard::setProposed(bool proposed)
{
    m_proposed = proposed;
    describe();
    update();
}

void ChoiceCard::describe()
{
    setText(m_version);
    setAccessibleName(m_version.isEmpty() ? m_word : u"%1, %2"_s.arg(m_word, m_version));
    setAccessibleDescription(m_proposed ? tr("Proposed. %1").arg(m_explanation) : m_explanation);
    setToolTip(m_explanation);
}

QFont ChoiceCard::versionFont() const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    bold.setPointSizeF(bold.pointSizeF() * 1.25);
    return bold;
}

QSize ChoiceCard::sizeHint() const
{
    const QFontMetrics facts(factFont(font()));
    const int height = facts.height() * 3 + QFontMetrics(versionFont()).height() + 2 * padding + 2 * gridUnit;
    return {150, height};
}

QSize ChoiceCard::minimumSizeHint() const
{
    return {110, sizeHint().height()};
}

void ChoiceCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor accent = palette().color(QPalette::Highlight);
    const bool chosen = isChecked();
    const QColor edge = chosen || hasFocus() ? accent : tint(palette(), palette().color(QPalette::Text), 0.25);
    painter.setPen(QPen(edge, chosen ? 2 : 1));
    painter.setBrush(chosen         ? tint(palette(), accent, 0.10)
                     : underMouse() ? tint(palette(), accent, 0.05)
                                    : palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6);
    if (hasFocus()) {
        painter.setPen(QPen(accent, 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(4.5, 4.5, -4.5, -4.5), 4, 4);
    }

    QRect inside = rect().adjusted(padding, padding, -padding, -padding);
    const QFont small = factFont(font());
    painter.setFont(small);
    painter.setPen(factColor(palette()));
    painter.drawText(inside, Qt::AlignTop | Qt::AlignLeft, m_word);
    if (m_proposed) {
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(inside, Qt::AlignTop | Qt::AlignRight, tr("proposed"));
    }
    inside.setTop(inside.top() + QFontMetrics(small).height() + gridUnit);
    painter.setFont(versionFont());
    painter.setPen(palette().color(QPalette::Text));
    const QFontMetrics large(versionFont());
    painter.drawText(inside, Qt::AlignTop | Qt::AlignLeft,
                     large.elidedText(m_version.isEmpty() ? u"…"_s : m_version, Qt::ElideMiddle, inside.width()));
    inside.setTop(inside.top() + large.height() + gridUnit);
    painter.setFont(small);
    painter.setPen(factColor(palette()));
    painter.drawText(inside, Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, m_explanation);
}

void ChoiceCard::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void ChoiceCard::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace pulse::ui
