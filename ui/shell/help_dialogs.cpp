// SPDX-License-Identifier: Apache-2.0
#include "help_dialogs.h"

#include "command_table.h"
#include "fuzzy_match.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// Names the context of the texts below for the translators.
struct HelpDialogs
{
    Q_DECLARE_TR_FUNCTIONS(HelpDialogs)
};

QDialog *makeDialog(const QString &title, QSize size, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->resize(size);
    return dialog;
}

void addCloseButton(QDialog *dialog, QVBoxLayout *column)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    column->addWidget(buttons);
}

void filter(QTreeWidget *list, const QString &typed)
{
    const FuzzyPattern pattern(typed);
    for (int i = 0; i < list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = list->topLevelItem(i);
        int shown = 0;
        for (int j = 0; j < group->childCount(); ++j) {
            QTreeWidgetItem *row = group->child(j);
            const bool fits =
                pattern.isEmpty() || pattern.score(row->text(0)) || row->text(1).contains(typed, Qt::CaseInsensitive);
            row->setHidden(!fits);
            shown += fits ? 1 : 0;
        }
        group->setHidden(shown == 0);
    }
}

void fill(QTreeWidget *list, const CommandTable &commands)
{
    QHash<QString, QTreeWidgetItem *> groups;
    for (const QAction *action : commands.all()) {
        if (action->shortcuts().isEmpty())
            continue;
        const QString group = CommandTable::groupOf(action);
        if (!groups.contains(group)) {
            groups.insert(group, new QTreeWidgetItem(list, {group}));
            QFont font = list->font();
            font.setWeight(QFont::DemiBold);
            groups[group]->setFont(0, font);
        }
        QStringList keys;
        for (const QKeySequence &key : action->shortcuts())
            keys.append(key.toString(QKeySequence::NativeText));
        auto *row =
            new QTreeWidgetItem(groups[group], {CommandTable::plainText(action), keys.join(HelpDialogs::tr(" or "))});
        row->setIcon(0, action->icon());
    }
    list->expandAll();
}

constexpr auto licences = R"(<p>Pulse itself is free software under the Apache License 2.0.</p>
<p>It is built on the work of others:</p>
<table cellpadding="3">
<tr><td><b>Qt 6</b></td><td>LGPL-3.0-only</td><td>qt.io</td></tr>
<tr><td><b>KSyntaxHighlighting</b></td><td>MIT</td><td>kde.org</td></tr>
<tr><td><b>OpenSSL</b></td><td>Apache-2.0</td><td>openssl.org</td></tr>
<tr><td><b>JSON for Modern C++</b></td><td>MIT</td><td>json.nlohmann.me</td></tr>
</table>
<p>The icons were drawn for Pulse and are under its licence.</p>)";

} // namespace

QDialog *makeShortcutsDialog(const CommandTable &commands, QWidget *parent)
{
    QDialog *dialog = makeDialog(HelpDialogs::tr("Keyboard shortcuts"), {520, 600}, parent);
    auto *column = new QVBoxLayout(dialog);
    auto *field = new QLineEdit(dialog);
    field->setPlaceholderText(HelpDialogs::tr("Filter"));
    field->setAccessibleName(HelpDialogs::tr("Filter shortcuts"));
    field->addAction(icon("filter"_L1), QLineEdit::LeadingPosition);
    field->setClearButtonEnabled(true);
    auto *list = new QTreeWidget(dialog);
    list->setColumnCount(2);
    list->setHeaderLabels({HelpDialogs::tr("Action"), HelpDialogs::tr("Shortcut")});
    list->setRootIsDecorated(false);
    list->setAccessibleName(HelpDialogs::tr("Shortcuts"));
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list->header()->setStretchLastSection(false);
    fill(list, commands);
    QObject::connect(field, &QLineEdit::textChanged, list, [list](const QString &typed) { filter(list, typed); });
    column->addWidget(field);
    column->addWidget(list, 1);
    addCloseButton(dialog, column);
    return dialog;
}

QDialog *makeAboutDialog(QWidget *parent)
{
    QDialog *dialog = makeDialog(HelpDialogs::tr("About Pulse"), {480, 420}, parent);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, innerSpacing);
    auto *picture = new QLabel(dialog);
    picture->setPixmap(applicationIcon().pixmap(QSize(64, 64), dialog->devicePixelRatio()));
    column->addWidget(picture);
    auto *title = new QLabel(HelpDialogs::tr("Pulse %1").arg(QStringLiteral(PULSE_VERSION)), dialog);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    column->addWidget(title);
    auto *what = new QLabel(
        HelpDialogs::tr("A library for LLM prompts: names, versions, labels and history, in plain files."), dialog);
    what->setWordWrap(true);
    column->addWidget(what);
    auto *text = new QLabel(QString::fromUtf8(licences), dialog);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setAccessibleName(HelpDialogs::tr("Licences"));
    text->setWordWrap(true);
    column->addWidget(text, 1);
    auto *built = new QLabel(HelpDialogs::tr("Running with Qt %1.").arg(QString::fromLatin1(qVersion())), dialog);
    built->setFont(factFont(built->font()));
    column->addWidget(built);
    addCloseButton(dialog, column);
    return dialog;
}

} // namespace pulse::ui
