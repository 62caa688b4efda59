// SPDX-License-Identifier: Apache-2.0
#include "new_folder_dialog.h"

#include "name_editor.h"
#include "pulse/model/name.h"
#include "pulse/ui/common/format.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pulse::ui {

NewFolderDialog::NewFolderDialog(const QString &parentFolder, const QString &selected, QWidget *parent)
    : QDialog(parent)
    , m_parentFolder(parentFolder)
    , m_newPrompt(new QPushButton(tr("New prompt there")))
    , m_move(new QPushButton(tr("Move %1 there").arg(selected)))
{
    setWindowTitle(tr("New folder"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(380);
    const auto check = [parentFolder](const QString &text) {
        const auto name = Name::join(parentFolder, text);
        return name ? QString() : name.error().message();
    };
    m_name = new NameEditor(check, this);
    m_name->setAccessibleName(tr("Name of the folder"));

    auto *where = new QLabel(parentFolder.isEmpty() ? tr("Name of the new folder:")
                                                    : tr("Name of the new folder in “%1”:").arg(parentFolder));
    where->setTextFormat(Qt::PlainText);
    where->setBuddy(m_name);
    where->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    buttons->addButton(m_newPrompt, QDialogButtonBox::AcceptRole);
    buttons->addButton(m_move, QDialogButtonBox::AcceptRole);
    m_move->setVisible(!selected.isEmpty());
    (selected.isEmpty() ? m_newPrompt : m_move)->setDefault(true);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(innerSpacing);
    column->addWidget(where);
    column->addWidget(m_name);
    column->addStretch(1);
    column->addSpacing(6 * innerSpacing); // where a broken rule is told
    column->addWidget(buttons);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &NewFolderDialog::updateButtons);
    connect(m_newPrompt, &QPushButton::clicked, this, [this] {
        emit newPromptWanted(folder());
        accept();
    });
    connect(m_move, &QPushButton::clicked, this, [this] {
        emit moveWanted(folder());
        accept();
    });
    updateButtons();
    m_name->setFocus();
}

QString NewFolderDialog::folder() const
{
    return m_parentFolder.isEmpty() ? m_name->text() : m_parentFolder + u'/' + m_name->text();
}

void NewFolderDialog::updateButtons()
{
    const bool usable = m_name->hasAcceptableInput();
    m_newPrompt->setEnabled(usable);
    m_move->setEnabled(usable);
}

} // namespace pulse::ui
