// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/message_bar.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

constexpr auto lifetime = std::chrono::seconds(6);

QLatin1StringView iconName(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Information:
        return "info"_L1;
    case MessageBar::Kind::Success:
        return "check"_L1;
    case MessageBar::Kind::Warning:
        return "warning"_L1;
    case MessageBar::Kind::Problem:
        break;
    }
    return "error"_L1;
}

// One message: its colour is a stripe at the left and a faint ground, so that the words stay as readable as any text.
class MessageRow final : public QWidget
{
public:
    MessageRow(MessageBar::Kind kind, QWidget *parent)
        : QWidget(parent)
        , m_kind(kind)
    {}

protected:
    void paintEvent(QPaintEvent *) override
    {
        const QColor colour = meaning();
        QPainter painter(this);
        painter.fillRect(rect(), tint(palette(), colour, isDark(palette()) ? 0.2 : 0.12));
        painter.fillRect(QRect(0, 0, 3, height()), colour);
        painter.fillRect(QRect(0, height() - 1, width(), 1), tint(palette(), colour, 0.35));
    }

private:
    [[nodiscard]] QColor meaning() const
    {
        switch (m_kind) {
        case MessageBar::Kind::Information:
            return palette().color(QPalette::Highlight);
        case MessageBar::Kind::Success:
            return positiveColor(palette());
        case MessageBar::Kind::Warning:
            return warningColor(palette());
        case MessageBar::Kind::Problem:
            break;
        }
        return negativeColor(palette());
    }

    MessageBar::Kind m_kind;
};

// An icon as a widget of its own: painted from the palette each time.
class IconView final : public QWidget
{
public:
    IconView(QIcon icon, QWidget *parent)
        : QWidget(parent)
        , m_icon(std::move(icon))
    {
        setFixedSize(16, 16);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setVisible(false);
}

MessageBar::~MessageBar() = default;

void MessageBar::post(const QString &key, Kind kind, const QString &text, const QList<Action> &actions)
{
    dismiss(key);
    auto *row = new MessageRow(kind, this);
    row->setAccessibleName(text);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(innerSpacing + gridUnit, gridUnit, gridUnit, gridUnit);
    line->setSpacing(innerSpacing);
    line->addWidget(new IconView(icon(iconName(kind)), row));
    auto *words = new QLabel(text, row);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line->addWidget(words, 1);
    for (const Action &action : actions) {
        auto *button = new QPushButton(action.text, row);
        // The action may take this message away, and with it the function: run a copy.
        connect(button, &QPushButton::clicked, this, [this, key, run = action.run] {
            const auto held = run;
            dismiss(key);
            if (held)
                held();
        });
        line->addWidget(button);
    }
    auto *close = new QToolButton(row);
    close->setAutoRaise(true);
    close->setIcon(icon("close"_L1));
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, [this, key] { dismiss(key); });
    line->addWidget(close);

    m_rows->insertWidget(0, row);
    m_byKey.insert(key, row);
    setVisible(true);
    if (actions.isEmpty() && (kind == Kind::Information || kind == Kind::Success))
        QTimer::singleShot(lifetime, row, [this, key] { dismiss(key); });

    QAccessibleAnnouncementEvent announcement(this, text);
    if (kind == Kind::Warning || kind == Kind::Problem)
        announcement.setPoliteness(QAccessible::AnnouncementPoliteness::Assertive);
    QAccessible::updateAccessibility(&announcement);
}

void MessageBar::setText(const QString &key, const QString &text)
{
    QWidget *row = m_byKey.value(key);
    auto *words = row ? row->findChild<QLabel *>() : nullptr;
    if (!words || words->text() == text)
        return;
    words->setText(text);
    row->setAccessibleName(text);
}

void MessageBar::dismiss(const QString &key)
{
    QWidget *row = m_byKey.take(key);
    if (!row)
        return;
    m_rows->removeWidget(row);
    row->hide();
    row->deleteLater();
    setVisible(!m_byKey.isEmpty());
}

bool MessageBar::isShowing(const QString &key) const
{
    return m_byKey.contains(key);
}

} // namespace pulse::ui
