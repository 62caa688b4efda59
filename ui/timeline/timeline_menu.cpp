// SPDX-License-Identifier: Apache-2.0
// The timeline's context menu: everything that can be done with one version, or two.
#include "pulse/ui/timeline/timeline_panel.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/models/version_history_model.h"
#include "pulse/ui/timeline/timeline_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QWidgetAction>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

/// A line in a menu where a new label's name is typed.
QLineEdit *addLabelField(QMenu &menu)
{
    auto *field = new QLineEdit;
    field->setPlaceholderText(TimelinePanel::tr("New label…"));
    field->setAccessibleName(TimelinePanel::tr("Name of a new label"));
    field->setMaxLength(64);
    auto *holder = new QWidget;
    auto *row = new QHBoxLayout(holder);
    row->setContentsMargins(innerSpacing, gridUnit, innerSpacing, gridUnit);
    row->addWidget(field);
    auto *action = new QWidgetAction(&menu);
    action->setDefaultWidget(holder);
    menu.addAction(action);
    return field;
}

} // namespace

void TimelinePanel::showContextMenu(const QPoint &position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const HistoryEntry *entry = m_model->entry(index))
        fillVersionMenu(*menu, *entry);
    else
        menu->addAction(icon("edit"_L1), tr("Continue the draft"), this, &TimelinePanel::draftRequested);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void TimelinePanel::fillVersionMenu(QMenu &menu, const HistoryEntry &entry)
{
    const VersionKey key{*m_name, entry.version};
    const bool canChange = m_session && !m_session->isReadOnly();
    menu.addAction(icon("preview"_L1), tr("Read %1").arg(entry.version.toString()), this,
                   [this, key] { emit readRequested(key); });

    const auto &entries = m_model->history()->entries;
    const auto here = std::ranges::find(entries, entry.version, &HistoryEntry::version);
    if (here != entries.end() && std::next(here) != entries.end()) {
        const Version previous = std::next(here)->version;
        menu.addAction(icon("compare"_L1), tr("Compare with %1").arg(previous.toString()), this,
                       [this, key, previous] { emit compareRequested(key.name, previous, key.version); });
    }
    const auto &latest = m_model->history()->latest;
    if (latest && *latest != entry.version)
        menu.addAction(tr("Compare with the latest, %1").arg(latest->toString()), this, [this, key, latest] {
            emit compareRequested(key.name, std::min(key.version, *latest), std::max(key.version, *latest));
        });
    QAction *mark = menu.addAction(tr("Mark for comparison\tSpace"), this,
                                   [this, key] { toggleMark(m_model->indexOf(key.version)); });
    mark->setCheckable(true);
    mark->setChecked(std::ranges::contains(m_model->marked(), key.version));

    menu.addSeparator();
    QMenu *labels = menu.addMenu(icon("label"_L1), tr("Labels"));
    labels->setEnabled(canChange);
    fillLabelMenu(*labels, entry);
    QAction *restore = menu.addAction(icon("restore"_L1), tr("Restore as a new version…"), this,
                                      [this, key] { emit restoreRequested(key); });
    restore->setEnabled(canChange && !entry.isLatest);

    menu.addSeparator();
    menu.addAction(icon("copy"_L1), tr("Copy “%1”").arg(key.toString()), this,
                   [key] { QGuiApplication::clipboard()->setText(key.toString()); });
    if (entry.metadata)
        menu.addAction(tr("Copy the checksum"), this, [checksum = entry.metadata->checksum.toString()] {
            QGuiApplication::clipboard()->setText(checksum);
        });
    menu.addAction(icon("export"_L1), tr("Export…"), this, [this, key] { emit exportRequested(key); });

    menu.addSeparator();
    QAction *remove = menu.addAction(icon("trash"_L1), tr("Move %1 to the trash").arg(entry.version.toString()), this,
                                     [this, key] { removeVersion(key.version); });
    remove->setEnabled(canChange);
}

void TimelinePanel::fillLabelMenu(QMenu &menu, const HistoryEntry &entry)
{
    QStringList names{u"production"_s, u"staging"_s};
    for (const auto &[label, version] : m_model->history()->labels) {
        if (!names.contains(label.toString()))
            names.append(label.toString());
    }
    const Version version = entry.version;
    for (const QString &name : std::as_const(names)) {
        const bool here = std::ranges::any_of(entry.labels, [&](const Label &l) { return l.toString() == name; });
        QAction *action = menu.addAction(name, this, [this, name, version, here] {
            if (here)
                takeLabelOff(name);
            else
                moveLabel(name, version);
        });
        action->setCheckable(true);
        action->setChecked(here);
    }
    menu.addSeparator();
    QLineEdit *field = addLabelField(menu);
    connect(field, &QLineEdit::returnPressed, this, [this, field, version, top = QPointer<QMenu>(&menu)] {
        const QString name = field->text();
        if (const auto label = Label::parse(name); !label) {
            field->setToolTip(label.error().message());
            QPalette palette = field->palette();
            palette.setColor(QPalette::Text, negativeColor(palette));
            field->setPalette(palette);
            return;
        }
        if (auto *popup = qobject_cast<QMenu *>(QApplication::activePopupWidget()))
            popup->close();
        if (top)
            top->close();
        moveLabel(name, version);
    });
}

} // namespace pulse::ui
