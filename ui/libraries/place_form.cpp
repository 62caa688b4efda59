// SPDX-License-Identifier: Apache-2.0
#include "place_form.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

const QString allowHttpKey = u"allow-http"_s;

bool isFile(QLatin1StringView id)
{
    return id == "ca-file"_L1 || id == "ssh-key"_L1;
}

bool isPath(QLatin1StringView id)
{
    return isFile(id) || id == "path"_L1 || id == "repository"_L1;
}

} // namespace

PlaceForm::PlaceForm(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout)
    , m_allowHttp(new QCheckBox(tr("Send everything &unencrypted"), this))
    , m_address(new FactLabel({}, this))
    , m_problem(new QLabel(this))
{
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_form->setSpacing(innerSpacing);
    for (QLabel *label : {static_cast<QLabel *>(m_address), m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_address->setAccessibleName(tr("Address that comes of it"));
    m_problem->setAccessibleName(tr("What is missing"));
    m_allowHttp->setToolTip(tr("Anybody on the way can read the prompts and the password. Use it within a network that "
                               "you trust, or not at all."));
    m_allowHttp->hide();
    connect(m_allowHttp, &QCheckBox::toggled, this, [this] {
        showState();
        emit changed();
    });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(innerSpacing);
    column->addLayout(m_form);
    column->addWidget(m_allowHttp);
    column->addWidget(m_address);
    column->addWidget(m_problem);
    column->addStretch(1);
    build();
}

void PlaceForm::setKind(PlaceKind kind)
{
    if (m_kind == kind)
        return;
    m_kind = kind;
    m_rest = {};
    build();
    emit changed();
}

void PlaceForm::build()
{
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    m_lines.clear();
    for (const PlaceField &field : placeFields(m_kind)) {
        auto *line = new QLineEdit(this);
        line->setPlaceholderText(field.placeholder);
        line->setToolTip(field.help);
        line->setAccessibleDescription(field.help);
        line->setClearButtonEnabled(true);
        connect(line, &QLineEdit::textChanged, this, [this] {
            showState();
            emit changed();
        });
        m_lines.emplace(field.id, line);
        if (isPath(field.id)) {
            QAction *browse = line->addAction(icon("folder-open"_L1), QLineEdit::TrailingPosition);
            browse->setText(tr("Choose…"));
            browse->setToolTip(tr("Choose…"));
            connect(browse, &QAction::triggered, this, [this, line, id = field.id] { choosePath(line, id); });
        }
        auto *label = new QLabel(field.label, this);
        label->setBuddy(line);
        auto *cell = new QVBoxLayout;
        cell->setSpacing(gridUnit / 2); // the help belongs to its line, not to the next
        cell->addWidget(line);
        m_form->addRow(label, cell);
        if (!field.help.isEmpty()) {
            auto *help = new FactLabel(field.help, this);
            help->setWordWrap(true);
            help->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred); // else it wraps far too early
            help->setFont(factFont(font()));
            cell->addWidget(help);
        }
    }
    setFocusProxy(m_lines.at(placeFields(m_kind).front().id));
    showState();
}

void PlaceForm::choosePath(QLineEdit *line, QLatin1StringView id)
{
    auto *dialog = new QFileDialog(window(), id == "ca-file"_L1   ? tr("Choose a file of certificates")
                                             : id == "ssh-key"_L1 ? tr("Choose a private key")
                                                                  : tr("Choose a folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(isFile(id) ? QFileDialog::ExistingFile : QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly, !isFile(id));
    if (id == "ssh-key"_L1) {
        dialog->setFilter(dialog->filter() | QDir::Hidden);
        dialog->setDirectory(QDir::homePath() + u"/.ssh"_s);
    }
    connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
    dialog->open();
}

PlaceValues PlaceForm::values() const
{
    PlaceValues all;
    for (const auto &[id, line] : m_lines)
        all[id] = line->text();
    return all;
}

void PlaceForm::setProfile(const LibraryProfile &profile)
{
    m_kind = placeKindOf(profile.url);
    build();
    for (const auto &[id, value] : valuesOf(profile)) {
        if (const auto line = m_lines.find(id); line != m_lines.end())
            line->second->setText(value);
    }
    m_rest = profile;
    const auto allowed = profile.settings.find(allowHttpKey);
    m_allowHttp->setChecked(allowed != profile.settings.end() && allowed->second == "true"_L1);
    showState();
}

Result<LibraryProfile> PlaceForm::profile() const
{
    auto filled = profileOf(m_kind, values());
    if (!filled)
        return filled;
    LibraryProfile whole = m_rest;
    whole.url = filled->url;
    if (!filled->user.isEmpty())
        whole.user = filled->user;
    for (const auto &[id, line] : m_lines)
        whole.settings.erase(id);
    whole.settings.erase(allowHttpKey);
    whole.settings.merge(filled->settings);
    if (m_allowHttp->isVisibleTo(this) && m_allowHttp->isChecked())
        whole.settings[allowHttpKey] = u"true"_s;
    LibraryProfile named = whole;
    if (named.name.isEmpty())
        named.name = u"library"_s; // given at the end
    if (const auto valid = validateProfile(named); !valid)
        return failure(valid);
    return whole;
}

QLineEdit *PlaceForm::field(QLatin1StringView id) const
{
    const auto line = m_lines.find(id);
    return line == m_lines.end() ? nullptr : line->second;
}

void PlaceForm::showState()
{
    const auto plain = profileOf(m_kind, values());
    const bool isOpenHttp = plain && (plain->url.scheme() == "http"_L1 || plain->url.scheme() == "git+http"_L1);
    m_allowHttp->setVisible(isOpenHttp);
    const auto whole = profile();
    m_address->setText(plain && m_kind != PlaceKind::Folder ? tr("Address: %1").arg(plain->url.toString()) : QString());
    // What was not begun yet is not wrong.
    const bool isBegun = std::ranges::any_of(m_lines, [](const auto &line) { return !line.second->text().isEmpty(); });
    m_problem->setText(!whole && isBegun ? whole.error().message() : QString());
}

} // namespace pulse::ui
