// SPDX-License-Identifier: Apache-2.0
#include "document_header.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "segment_button.h"

#include <QButtonGroup>
#include <QCompleter>
#include <QEvent>
#include <QLineEdit>
#include <QStringListModel>
#include <chrono>

namespace pulse::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QStringList foldersOf(const Catalogue &catalogue)
{
    QStringList folders;
    for (const CatalogueEntry &entry : catalogue.entries()) {
        const qsizetype end = entry.path.lastIndexOf(u'/');
        const QString folder = entry.path.first(end + 1);
        if (end > 0 && (folders.isEmpty() || folders.last() != folder))
            folders.append(folder);
    }
    folders.removeDuplicates();
    return folders;
}

} // namespace

DocumentHeader::DocumentHeader(QWidget *parent)
    : QWidget(parent)
    , m_facts(new QLabel(this))
    , m_flash(new QLabel(this))
    , m_nameField(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_modes(new QButtonGroup(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(innerSpacing + gridUnit, gridUnit, innerSpacing, gridUnit);
    layout->setSpacing(innerSpacing);
    for (QLabel *label : {m_facts, m_flash, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setFont(factFont(font()));
    }
    m_facts->setObjectName("facts"_L1);
    m_flash->setObjectName("flash"_L1);
    m_problem->setObjectName("nameProblem"_L1);
    m_problem->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_nameField->setObjectName("name"_L1);
    m_nameField->setPlaceholderText(tr("Name, such as support/refund-reply"));
    m_nameField->setAccessibleName(tr("Name of the new prompt"));
    m_nameField->setMinimumWidth(fontMetrics().averageCharWidth() * 34);
    m_nameField->setVisible(false);
    layout->addWidget(m_nameField);
    layout->addWidget(m_facts);
    layout->addWidget(m_flash);
    layout->addWidget(m_problem, 1);
    layout->addStretch(0);

    auto *segments = new QWidget(this);
    auto *row = new QHBoxLayout(segments);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    const auto addMode = [&](ViewMode mode, QLatin1StringView iconName, const QString &text, const QString &toolTip) {
        auto *button = new SegmentButton(icon(iconName), text, segments);
        button->setToolTip(toolTip);
        button->setAccessibleDescription(toolTip);
        row->addWidget(button);
        m_modes->addButton(button, static_cast<int>(mode));
    };
    addMode(ViewMode::Edit, "edit"_L1, tr("Edit"), tr("Only the text"));
    addMode(ViewMode::Split, "split"_L1, tr("Split"), tr("Text and preview side by side"));
    addMode(ViewMode::Preview, "preview"_L1, tr("Preview"), tr("Only the preview"));
    layout->addWidget(segments);

    m_flashEnd.setSingleShot(true);
    m_flashEnd.setInterval(2500ms);
    connect(&m_flashEnd, &QTimer::timeout, m_flash, &QLabel::clear);
    connect(m_modes, &QButtonGroup::idClicked, this,
            [this](int id) { emit viewModeChosen(static_cast<ViewMode>(id)); });
    connect(m_nameField, &QLineEdit::textChanged, this, [this] {
        validate();
        emit nameChanged();
    });
    connect(m_nameField, &QLineEdit::returnPressed, this, &DocumentHeader::nameEntered);
    updateColours();
}

void DocumentHeader::setFacts(const QString &facts, const QString &toolTip)
{
    m_facts->setText(facts);
    m_facts->setToolTip(toolTip);
}

void DocumentHeader::flash(const QString &words)
{
    m_flash->setText(words);
    m_flashEnd.start();
}

void DocumentHeader::setViewMode(ViewMode mode)
{
    m_modes->button(static_cast<int>(mode))->setChecked(true);
}

void DocumentHeader::askName(LibrarySession *session, const QString &text)
{
    m_session = session;
    auto *completer = new QCompleter(foldersOf(session->catalogue()), m_nameField);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_nameField->setCompleter(completer);
    m_nameField->setText(text);
    showNameField(true);
    validate();
}

void DocumentHeader::showNameField(bool on)
{
    m_nameField->setVisible(on);
    if (!on)
        m_problem->clear();
}

void DocumentHeader::focusName()
{
    m_nameField->setFocus(Qt::OtherFocusReason);
    m_nameField->setCursorPosition(static_cast<int>(m_nameField->text().size()));
}

QString DocumentHeader::nameText() const
{
    return m_nameField->text();
}

void DocumentHeader::validate()
{
    const QString text = m_nameField->text();
    m_name.reset();
    m_problemText.clear();
    const bool isBegun = !text.isEmpty() && !text.endsWith(u'/');
    if (!isBegun) {
        m_problemText = tr("Give the prompt a name first.");
    } else if (auto name = Name::parse(text); !name) {
        m_problemText = name.error().message();
    } else {
        const QString folded = name->caseFolded();
        const auto &entries = m_session->catalogue().entries();
        const bool isTaken = std::ranges::any_of(entries, [&](const CatalogueEntry &entry) {
            return entry.name && entry.path.size() == text.size() && entry.name->caseFolded() == folded;
        });
        if (isTaken)
            m_problemText = tr("A prompt of this name exists already.");
        else
            m_name = *name;
    }
    // A name that is only begun needs no reproach yet.
    m_problem->setText(isBegun ? m_problemText : QString());
    m_problem->setToolTip(m_problem->text());
}

void DocumentHeader::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColours();
}

void DocumentHeader::updateColours()
{
    const auto paint = [](QLabel *label, const QColor &colour) {
        QPalette palette = label->palette();
        if (palette.color(QPalette::WindowText) == colour)
            return;
        palette.setColor(QPalette::WindowText, colour);
        label->setPalette(palette);
    };
    paint(m_facts, factColor(palette()));
    paint(m_flash, factColor(palette()));
    paint(m_problem, negativeColor(palette()));
}

} // namespace pulse::ui
