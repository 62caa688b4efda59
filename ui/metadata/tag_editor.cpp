// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/metadata/tag_editor.h"

#include "flow_layout.h"
#include "pulse/model/metadata.h"
#include "tag_chip.h"

#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStringListModel>

using namespace Qt::StringLiterals;

namespace pulse::ui {

TagEditor::TagEditor(QWidget *parent)
    : QWidget(parent)
    , m_flow(new FlowLayout(this))
    , m_field(new QLineEdit(this))
    , m_known(new QStringListModel(this))
{
    m_field->setPlaceholderText(tr("Add a tag"));
    m_field->setAccessibleName(tr("Add a tag"));
    m_field->setFrame(false);
    m_field->setMinimumWidth(80);
    m_field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_field->installEventFilter(this);
    auto *completer = new QCompleter(m_known, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_field->setCompleter(completer);
    connect(m_field, &QLineEdit::returnPressed, this, &TagEditor::addTyped);
    connect(completer, qOverload<const QString &>(&QCompleter::activated), this, &TagEditor::addTyped,
            Qt::QueuedConnection);
    connect(m_field, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (text.endsWith(u','))
            addTyped();
        else
            emit invalid({});
    });
    m_flow->addWidget(m_field);
}

TagEditor::~TagEditor() = default;

void TagEditor::setTags(const QStringList &tags)
{
    if (tags == m_tags)
        return;
    m_tags = tags;
    rebuild();
}

void TagEditor::setKnownTags(const QStringList &tags)
{
    m_known->setStringList(tags);
}

void TagEditor::setReadOnly(bool readOnly)
{
    if (m_readOnly == readOnly)
        return;
    m_readOnly = readOnly;
    m_field->setVisible(!readOnly);
    rebuild();
}

void TagEditor::rebuild()
{
    const bool fieldHadFocus = m_field->hasFocus();
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        if (item->widget() != m_field && item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (const QString &tag : std::as_const(m_tags)) {
        auto *chip = new TagChip(tag, !m_readOnly, this);
        connect(chip, &TagChip::removeRequested, this, [this, tag] {
            m_field->setFocus();
            emit tagRemoved(tag);
        });
        m_flow->addWidget(chip);
        chip->show();
    }
    m_flow->addWidget(m_field);
    QWidget *before = nullptr;
    for (int i = 0; i < m_flow->count(); ++i) {
        QWidget *widget = m_flow->itemAt(i)->widget();
        if (before)
            setTabOrder(before, widget);
        before = widget;
    }
    if (fieldHadFocus)
        m_field->setFocus();
    updateGeometry();
}

void TagEditor::addTyped()
{
    QString tag = m_field->text().trimmed();
    while (tag.endsWith(u','))
        tag.chop(1);
    if (tag.isEmpty())
        return;
    if (const auto valid = TagSet::validate(tag); !valid) {
        emit invalid(valid.error().message());
        return;
    }
    m_field->clear();
    emit invalid({});
    if (!m_tags.contains(tag))
        emit tagAdded(tag);
}

bool TagEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress && m_field->text().isEmpty() && m_flow->count() > 1 &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Backspace) {
        m_flow->itemAt(m_flow->count() - 2)->widget()->setFocus();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace pulse::ui
