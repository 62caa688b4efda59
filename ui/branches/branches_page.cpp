// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/branches/branches_page.h"

#include "pulse/ui/branches/branches_model.h"
#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/line_table.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/common/time_updates.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

using Difference = BranchStorage::Difference;
const QString problemKey = u"branches"_s;
const QString doneKey = u"done"_s;

QString versionList(const std::vector<Version> &versions)
{
    QStringList texts;
    for (const Version &version : versions)
        texts.append(version.toString());
    return texts.join(u", "_s);
}

} // namespace

struct BranchesPage::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::BranchesPage)

public:
    BranchesPage *q;
    QPointer<LibraryBranches> branches;
    BranchesModel *model;
    MessageBar *messages;
    PageHeading *heading;
    QTreeView *list;
    QLineEdit *name;
    QPushButton *create;
    QPushButton *switchTo;
    QPushButton *merge;
    FactLabel *comparison;
    LineTable *lines;
    QTableView *differences;
    QString wanted; ///< to be selected after the list was read again
    QString compared;
    Task<void> changing;
    Task<LibraryBranches::Merge> merging;
    Task<std::vector<Difference>> comparing;
    bool isBusy = false;

    Private(BranchesPage *page, LibraryBranches *given);
    void build();
    void connectParts();
    [[nodiscard]] QString selected() const;
    void showAll();
    void showSelected();
    void showState();
    void compare(const QString &branch);
    void showDifferences(const QString &branch, const Result<std::vector<Difference>> &found);
    [[nodiscard]] static LineTable::Line lineOf(const Difference &difference);
    void change(Task<void> task, const QString &success);
    void finishMerge(const QString &branch, const Result<LibraryBranches::Merge> &outcome);
};

BranchesPage::Private::Private(BranchesPage *page, LibraryBranches *given)
    : q(page)
    , branches(given)
    , model(new BranchesModel(given, page))
    , messages(new MessageBar(page))
    , heading(new PageHeading(page))
    , list(new QTreeView)
    , name(new QLineEdit(page))
    , create(new QPushButton(icon("plus"_L1), tr("&Create"), page))
    , switchTo(new QPushButton(icon("branch"_L1), tr("&Switch to it"), page))
    , merge(new QPushButton(icon("merge"_L1), tr("&Merge into the current one"), page))
    , comparison(new FactLabel)
    , lines(new LineTable({tr("Prompt"), tr("Difference"), tr("What")}, page))
    , differences(makeLineView(lines, tr("How the branches differ"), 2))
{}

void BranchesPage::Private::build()
{
    list->setModel(model);
    new TimeUpdates(list, [this] {
        list->viewport()->update();
        return TimeUpdates::longest;
    });
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAllColumnsShowFocus(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setMinimumHeight(96);
    list->setAccessibleName(tr("Branches"));
    list->header()->setStretchLastSection(true);
    list->header()->setSectionResizeMode(BranchesModel::Name, QHeaderView::ResizeToContents);
    list->header()->setSectionResizeMode(BranchesModel::Upstream, QHeaderView::ResizeToContents);
    name->setPlaceholderText(tr("Name of a new branch"));
    name->setAccessibleName(tr("Name of a new branch"));
    name->setMinimumWidth(160);
    name->setMaximumWidth(240);
    create->setToolTip(tr("Begins a branch at what is current, and works on it from then on"));
    auto *detail = new QWidget;
    auto *below = new QVBoxLayout(detail);
    below->setContentsMargins(0, innerSpacing, 0, 0);
    comparison->setContentsMargins(groupSpacing, 0, groupSpacing, 0);
    comparison->setWordWrap(true);
    below->addWidget(comparison);
    below->addWidget(differences, 1);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(list);
    splitter->addWidget(detail);
    splitter->setSizes({200, 300});
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    for (QWidget *part : std::initializer_list<QWidget *>{switchTo, merge})
        buttons->addWidget(part);
    buttons->addStretch(1);
    buttons->addWidget(name);
    buttons->addWidget(create);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, innerSpacing);
    head->setSpacing(innerSpacing + gridUnit);
    head->addWidget(heading);
    head->addLayout(buttons);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(messages);
    column->addLayout(head);
    column->addWidget(splitter, 1);
    q->setAccessibleName(tr("Branches"));
    q->setFocusProxy(list);
}

void BranchesPage::Private::connectParts()
{
    connect(branches, &LibraryBranches::changed, q, [this] { showAll(); });
    connect(branches, &LibraryBranches::failed, q,
            [this](const Error &error) { messages->post(problemKey, MessageBar::Kind::Problem, error.message()); });
    connect(list->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { showSelected(); });
    connect(list, &QTreeView::activated, q, [this] { switchTo->click(); });
    connect(name, &QLineEdit::textChanged, q, [this] { showState(); });
    connect(name, &QLineEdit::returnPressed, create, &QPushButton::click);
    connect(create, &QPushButton::clicked, q, [this] {
        wanted = name->text().trimmed();
        change(branches->create(wanted), tr("Made “%1”, and working on it now.").arg(wanted));
    });
    connect(switchTo, &QPushButton::clicked, q, [this] {
        wanted = selected();
        change(branches->switchTo(wanted), tr("Working on “%1” now.").arg(wanted));
    });
    connect(merge, &QPushButton::clicked, q, [this] { q->merge(selected()); });
}

QString BranchesPage::Private::selected() const
{
    const auto *branch = model->branch(list->currentIndex());
    return branch ? branch->name : QString();
}

void BranchesPage::Private::showAll()
{
    compared.clear(); // what they hold may have changed
    const int row = model->rowOf(wanted);
    list->setCurrentIndex(model->index(std::max(0, row), 0));
    showSelected();
}

void BranchesPage::Private::showSelected()
{
    const QString branch = selected();
    if (!branch.isEmpty())
        wanted = branch;
    showState();
    if (branch.isEmpty() || branch == compared)
        return;
    compared = branch;
    if (branch == branches->current()) {
        comparing.cancel();
        lines->setLines({});
        comparison->setText(model->rowCount() > 1 ? tr("Choose another branch to see how it differs from this one.")
                                                  : tr("There is no other branch to compare with."));
        return;
    }
    compare(branch);
}

void BranchesPage::Private::compare(const QString &branch)
{
    comparison->setText(tr("Comparing…"));
    lines->setLines({});
    comparing =
        branches->compare(branches->current(), branch)
            .then(q, [this, branch](const Result<std::vector<Difference>> &found) { showDifferences(branch, found); });
}

LineTable::Line BranchesPage::Private::lineOf(const Difference &difference)
{
    QStringList what;
    if (!difference.added.empty())
        what.append(tr("has %1").arg(versionList(difference.added)));
    if (!difference.removed.empty())
        what.append(tr("lacks %1").arg(versionList(difference.removed)));
    what.append(difference.facts);
    const QString kind = difference.kind == Difference::Kind::Added     ? tr("only there")
                         : difference.kind == Difference::Kind::Removed ? tr("not there")
                                                                        : tr("changed");
    return {.cells = {difference.name.toString(), kind, what.join(u", "_s)},
            .toolTip = what.join(u'\n'),
            .isProblem = false,
            .isQuiet = false};
}

void BranchesPage::Private::showDifferences(const QString &branch, const Result<std::vector<Difference>> &found)
{
    if (!found) {
        comparison->setText(tr("The branches could not be compared."));
        messages->post(problemKey, MessageBar::Kind::Problem, found.error().message());
        return;
    }
    const auto count = std::ssize(*found);
    comparison->setText(count == 0 ? tr("“%1” holds the same as “%2”.").arg(branch, branches->current())
                        : count == 1
                            ? tr("1 prompt is different in “%1” than in “%2”:").arg(branch, branches->current())
                            : tr("%1 prompts are different in “%2” than in “%3”:")
                                  .arg(QLocale().toString(static_cast<qint64>(count)), branch, branches->current()));
    std::vector<LineTable::Line> rows;
    for (const Difference &difference : *found)
        rows.push_back(lineOf(difference));
    lines->setLines(std::move(rows));
    differences->resizeColumnsToContents();
}

void BranchesPage::Private::showState()
{
    const QString title = branches && branches->session() ? branches->session()->title() : QString();
    const QString current = branches ? branches->current() : QString();
    const bool canWrite = branches && branches->session() && !branches->session()->isReadOnly();
    const auto *branch = model->branch(list->currentIndex());
    heading->setContent(icon("branch"_L1), tr("Branches of “%1”").arg(title),
                        current.isEmpty() ? tr("Reading…") : tr("You are working on “%1”.").arg(current));
    switchTo->setEnabled(branch && !branch->current && !isBusy);
    merge->setEnabled(branch && !branch->current && !isBusy && canWrite);
    create->setEnabled(!isBusy && canWrite && !name->text().trimmed().isEmpty());
    merge->setText(current.isEmpty() ? tr("&Merge into the current one")
                                     : tr("&Merge into “%1”").arg(QString(current).replace(u'&', u"&&"_s)));
}

void BranchesPage::Private::change(Task<void> task, const QString &success)
{
    isBusy = true;
    messages->dismiss(problemKey);
    showState();
    changing = std::move(task).then(q, [this, success](const Result<void> &outcome) {
        isBusy = false;
        if (outcome) {
            name->clear();
            messages->post(doneKey, MessageBar::Kind::Success, success);
        } else {
            messages->post(problemKey, MessageBar::Kind::Problem, outcome.error().message());
        }
        showState();
    });
}

void BranchesPage::Private::finishMerge(const QString &branch, const Result<LibraryBranches::Merge> &outcome)
{
    isBusy = false;
    showState();
    if (!outcome) {
        messages->post(problemKey, MessageBar::Kind::Problem, outcome.error().message());
        emit q->mergeFailed(branch, outcome.error());
        return;
    }
    if (!outcome->merged) {
        const auto count = static_cast<qint64>(outcome->conflicts.size());
        messages->post(problemKey, MessageBar::Kind::Warning,
                       count == 1 ? tr("1 thing was changed differently in “%1”. Nothing has changed yet.").arg(branch)
                                  : tr("%1 things were changed differently in “%2”. Nothing has changed yet.")
                                        .arg(QLocale().toString(count), branch));
        emit q->conflictsFound(branch, outcome->conflicts);
        return;
    }
    messages->dismiss(problemKey);
    messages->post(doneKey, MessageBar::Kind::Success,
                   outcome->changes == 1
                       ? tr("Merged “%1”: 1 prompt changed.").arg(branch)
                       : tr("Merged “%1”: %2 prompts changed.").arg(branch, QLocale().toString(outcome->changes)));
    emit q->merged(branch);
}

BranchesPage::BranchesPage(LibraryBranches *branches, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, branches))
{
    d->build();
    d->connectParts();
    d->showAll();
    branches->reload();
}

BranchesPage::~BranchesPage() = default;

LibrarySession *BranchesPage::session() const
{
    return d->branches ? d->branches->session() : nullptr;
}

void BranchesPage::beginNew()
{
    d->name->setFocus(Qt::ShortcutFocusReason);
}

void BranchesPage::merge(const QString &branch, const BranchStorage::Choices &choices)
{
    if (branch.isEmpty() || d->isBusy)
        return;
    d->isBusy = true;
    d->messages->dismiss(problemKey);
    d->showState();
    d->merging =
        d->branches->merge(branch, choices).then(this, [this, branch](const Result<LibraryBranches::Merge> &outcome) {
            d->finishMerge(branch, outcome);
        });
}

BranchesModel *BranchesPage::model() const
{
    return d->model;
}

QTreeView *BranchesPage::list() const
{
    return d->list;
}

QTableView *BranchesPage::differences() const
{
    return d->differences;
}

MessageBar *BranchesPage::messages() const
{
    return d->messages;
}

QLineEdit *BranchesPage::nameLine() const
{
    return d->name;
}

QPushButton *BranchesPage::createButton() const
{
    return d->create;
}

QPushButton *BranchesPage::switchButton() const
{
    return d->switchTo;
}

QPushButton *BranchesPage::mergeButton() const
{
    return d->merge;
}

} // namespace pulse::ui
