// SPDX-License-Identifier: Apache-2.0
#include "name_editor.h"

#include "pulse/ui/common/format.h"

#include <QEvent>
#include <QToolTip>
#include <QValidator>

namespace pulse::ui {

namespace {

constexpr int narrowest = 160; // of the message

class CheckValidator final : public QValidator
{
public:
    CheckValidator(NameEditor::Check check, QObject *parent)
        : QValidator(parent)
        , m_check(std::move(check))
    {}
    State validate(QString &text, int &) const override { return m_check(text).isEmpty() ? Acceptable : Intermediate; }

private:
    NameEditor::Check m_check;
};

} // namespace

NameEditor::NameEditor(Check check, QWidget *parent)
    : QLineEdit(parent)
    , m_check(std::move(check))
    , m_message(new QLabel(parent))
{
    setValidator(new CheckValidator(m_check, this));
    setMaxLength(400);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setMargin(gridUnit);
    m_message->setFrameShape(QFrame::Box);
    m_message->setPalette(QToolTip::palette());
    m_message->setAutoFillBackground(true);
    m_message->setBackgroundRole(QPalette::ToolTipBase);
    m_message->setForegroundRole(QPalette::ToolTipText);
    m_message->hide();
    connect(this, &QLineEdit::textEdited, this, [this] { tell(); });
    connect(this, &QObject::destroyed, m_message, &QObject::deleteLater);
}

QString NameEditor::problem() const
{
    return m_check(text());
}

void NameEditor::tell()
{
    const QString text = problem();
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    setAccessibleDescription(text);
    place();
}

void NameEditor::place()
{
    if (m_message->isHidden() || !parentWidget())
        return;
    const int width = std::max(narrowest, QWidget::width());
    const int height = m_message->heightForWidth(width);
    const bool below = geometry().bottom() + height < parentWidget()->height();
    const int left = std::clamp(x(), 0, std::max(0, parentWidget()->width() - width));
    m_message->setGeometry(left, below ? geometry().bottom() + 1 : y() - height - 1, width, height);
    m_message->raise();
}

bool NameEditor::event(QEvent *event)
{
    if (event->type() == QEvent::Move || event->type() == QEvent::Resize)
        place();
    if (event->type() == QEvent::Hide)
        m_message->hide();
    return QLineEdit::event(event);
}

} // namespace pulse::ui
