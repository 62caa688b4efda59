// SPDX-License-Identifier: Apache-2.0
#include "snapshot_chooser.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"

#include <QLineEdit>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

SnapshotChooser::SnapshotChooser(QWidget *parent)
    : QWidget(parent)
    , m_filter(new QLineEdit(this))
    , m_tree(new QTreeWidget(this))
{
    m_filter->setPlaceholderText(tr("Filter prompts"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon("filter"_L1), QLineEdit::LeadingPosition);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setAccessibleName(tr("Prompts of the backup"));
    m_tree->setMinimumHeight(120);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gridUnit);
    column->addWidget(m_filter);
    column->addWidget(m_tree, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &SnapshotChooser::applyFilter);
    connect(m_tree, &QTreeWidget::itemChanged, this, &SnapshotChooser::selectionChanged);
}

void SnapshotChooser::setPrompts(const std::vector<SnapshotPrompt> &prompts)
{
    const QSignalBlocker quiet(m_tree);
    m_tree->clear();
    QList<QTreeWidgetItem *> items;
    items.reserve(static_cast<qsizetype>(prompts.size()));
    for (const SnapshotPrompt &prompt : prompts) {
        auto *item = new QTreeWidgetItem({prompt.name.toString()});
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable | Qt::ItemIsAutoTristate);
        for (auto version = prompt.versions.rbegin(); version != prompt.versions.rend(); ++version) {
            auto *child = new QTreeWidgetItem(item, {version->version.toString()});
            child->setFlags((child->flags() | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren));
            child->setCheckState(0, Qt::Unchecked);
            child->setToolTip(0, toolTipText(version->message));
        }
        items.append(item);
    }
    m_tree->addTopLevelItems(items);
    applyFilter(m_filter->text());
}

RestoreSelection SnapshotChooser::selection() const
{
    RestoreSelection chosen;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *item = m_tree->topLevelItem(i);
        const Qt::CheckState state = item->checkState(0);
        const auto name = state == Qt::Unchecked ? Result<Name>(std::unexpected(Error(ErrorCode::NotFound, {}, {}, {})))
                                                 : Name::parse(item->text(0));
        if (!name)
            continue;
        if (state == Qt::Checked) {
            chosen.prompts.push_back(*name);
            continue;
        }
        for (int v = 0; v < item->childCount(); ++v) {
            if (item->child(v)->checkState(0) != Qt::Checked)
                continue;
            if (const auto version = Version::parse(item->child(v)->text(0)))
                chosen.versions.push_back({*name, *version});
        }
    }
    return chosen;
}

bool SnapshotChooser::isNothingTicked() const
{
    return selection().isEverything();
}

void SnapshotChooser::applyFilter(const QString &text)
{
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_tree->topLevelItem(i);
        item->setHidden(!text.isEmpty() && !item->text(0).contains(text, Qt::CaseInsensitive));
    }
}

} // namespace pulse::ui
