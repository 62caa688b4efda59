// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/empty_state.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"

#include <QAction>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::ui {

namespace {

// Draws the icon at every paint, so that it follows the palette and the device pixel ratio.
class DimIcon final : public QWidget
{
public:
    DimIcon(QIcon icon, QWidget *parent)
        : QWidget(parent)
        , m_icon(std::move(icon))
    {
        setFixedSize(side, side);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setOpacity(0.45);
        m_icon.paint(&painter, rect());
    }

private:
    static constexpr int side = 48;
    QIcon m_icon;
};

QPushButton *buttonFor(QAction *action, QWidget *parent)
{
    auto *button = new QPushButton(action->icon(), action->text(), parent);
    const auto update = [button, action] {
        button->setText(action->text());
        button->setIcon(action->icon());
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    update();
    QObject::connect(action, &QAction::changed, button, update);
    QObject::connect(button, &QPushButton::clicked, action, [action] { action->trigger(); });
    return button;
}

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, groupSpacing);
}

void EmptyState::setContent(const QIcon &icon, const QString &title, const QString &text,
                            const QList<QAction *> &actions)
{
    delete m_content;
    m_content = new QWidget(this);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(innerSpacing);
    column->addStretch(2);
    m_symbol = icon.isNull() ? nullptr : new DimIcon(icon, m_content);
    if (m_symbol)
        column->addWidget(m_symbol, 0, Qt::AlignHCenter);
    const auto addLabel = [&](QLabel *label) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        column->addWidget(label);
    };
    auto *heading = new QLabel(title, m_content);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    font.setPointSizeF(font.pointSizeF() * 1.2);
    heading->setFont(font);
    addLabel(heading);
    if (!text.isEmpty())
        addLabel(new FactLabel(text, m_content));
    if (!actions.isEmpty())
        column->addSpacing(gridUnit);
    for (QAction *action : actions) {
        QPushButton *button = buttonFor(action, m_content);
        button->setDefault(action == actions.front());
        column->addWidget(button, 0, Qt::AlignHCenter);
    }
    column->addStretch(3);
    layout()->addWidget(m_content);
    fit();
    setAccessibleName(title);
    setAccessibleDescription(text);
}

// The words come first where there is little room.
void EmptyState::fit()
{
    if (!m_symbol)
        return;
    const int width = this->width() - 2 * groupSpacing;
    const int symbol = m_symbol->isHidden() ? m_symbol->height() + innerSpacing : 0;
    const int wanted = m_content->layout()->totalHeightForWidth(width) + symbol + 2 * groupSpacing;
    m_symbol->setHidden(wanted > height());
}

void EmptyState::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

QSize EmptyState::minimumSizeHint() const
{
    return {120, 120};
}

} // namespace pulse::ui
