// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/recovery/unsaved_work_page.h"

#include "draft_row.h"

#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/common/time_updates.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {}

struct UnsavedWorkPage::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::UnsavedWorkPage)

public:
    UnsavedWorkPage *q;
    QPointer<LibrarySession> session;
    std::vector<Draft> drafts;
    QList<DraftRow *> rows;
    bool afterCrash = false;
    std::map<QString, Task<UnsavedWork>> comparing; // by draft

    MessageBar *messages;
    PageHeading *heading;
    QPushButton *continueAll;
    QStackedWidget *stack;
    EmptyState *empty;
    QScrollArea *scroll;
    QVBoxLayout *list;
    FactLabel *more;

    Private(UnsavedWorkPage *page, LibrarySession *given);
    void build();
    DraftRow *addRow();
    [[nodiscard]] DraftRow *rowOf(const QString &key) const;
    void showDrafts();
    void showHeading();
    void compare(const Draft &draft);
    void discard(const Draft &draft);
    void putBack(const Draft &draft);
};

UnsavedWorkPage::Private::Private(UnsavedWorkPage *page, LibrarySession *given)
    : q(page)
    , session(given)
    , messages(new MessageBar(page))
    , heading(new PageHeading(page))
    , continueAll(new QPushButton(icon("edit"_L1), tr("Continue all"), page))
    , stack(new QStackedWidget(page))
    , empty(new EmptyState)
    , scroll(new QScrollArea)
    , list(new QVBoxLayout)
    , more(new FactLabel)
{}

void UnsavedWorkPage::Private::build()
{
    continueAll->setToolTip(tr("Opens all of these prompts with their unsaved text"));
    auto *inner = new QWidget;
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(0);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(list);
    more->setContentsMargins(groupSpacing, innerSpacing, groupSpacing, innerSpacing);
    more->hide();
    column->addWidget(more);
    column->addStretch(1);
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Unsaved work"));
    empty->setContent(icon("check"_L1), tr("No unsaved work"), tr("Everything that was typed here is published."));
    stack->addWidget(scroll);
    stack->addWidget(empty);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(continueAll);
    buttons->addStretch(1);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, innerSpacing);
    head->setSpacing(innerSpacing + gridUnit);
    head->addWidget(heading);
    head->addLayout(buttons);
    auto *page = new QVBoxLayout(q);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(messages);
    page->addLayout(head);
    page->addWidget(stack, 1);
    q->setAccessibleName(tr("Unsaved work"));
    q->setFocusProxy(continueAll);
    connect(continueAll, &QPushButton::clicked, q, [this] { emit q->continueAllRequested(session); });
    new TimeUpdates(stack, [this] {
        for (DraftRow *row : std::as_const(rows))
            row->tellTime();
        return TimeUpdates::longest;
    });
}

DraftRow *UnsavedWorkPage::Private::addRow()
{
    auto *row = new DraftRow;
    connect(row->continueButton(), &QPushButton::clicked, q,
            [this, row] { emit q->continueRequested(session, row->work().draft); });
    connect(row->compareButton(), &QPushButton::clicked, q, [this, row] {
        const UnsavedWork &work = row->work();
        emit q->compareRequested(session, {*work.draft.name, *work.compared}, work.draft.content);
    });
    connect(row->discardButton(), &QPushButton::clicked, q, [this, row] { discard(row->work().draft); });
    return row;
}

DraftRow *UnsavedWorkPage::Private::rowOf(const QString &key) const
{
    const auto found = std::ranges::find(rows, key, [](const DraftRow *row) { return row->work().draft.key; });
    return found == rows.end() ? nullptr : *found;
}

void UnsavedWorkPage::Private::showDrafts()
{
    const auto shown = std::min<size_t>(drafts.size(), mostRows);
    QList<DraftRow *> next;
    for (const Draft &draft : std::span(drafts).first(shown)) {
        DraftRow *row = rowOf(draft.key);
        const bool isKnown =
            row && row->work().draft.savedAt == draft.savedAt && row->work().draft.content == draft.content;
        if (!row)
            row = addRow();
        if (!isKnown)
            row->show(UnsavedWork{.draft = draft});
        compare(draft); // also of a known one: what is published may have changed
        next.append(row);
    }
    for (DraftRow *row : std::as_const(rows)) {
        if (!next.contains(row)) {
            comparing.erase(row->work().draft.key);
            list->removeWidget(row);
            row->hide();
            row->deleteLater();
        }
    }
    rows = next;
    for (int place = 0; place < rows.size(); ++place)
        list->insertWidget(place, rows[place]);
    for (int place = 0; place < rows.size(); ++place) {
        QWidget *before = place == 0 ? continueAll : rows[place - 1]->discardButton();
        QWidget::setTabOrder(before, rows[place]->continueButton());
        QWidget::setTabOrder(rows[place]->continueButton(), rows[place]->compareButton());
        QWidget::setTabOrder(rows[place]->compareButton(), rows[place]->discardButton());
    }
    const auto left = static_cast<qint64>(drafts.size() - shown);
    more->setText(left == 1 ? tr("1 older draft follows when these are done.")
                            : tr("%1 older drafts follow when these are done.").arg(QLocale().toString(left)));
    more->setVisible(left > 0);
    stack->setCurrentWidget(drafts.empty() ? static_cast<QWidget *>(empty) : scroll);
    continueAll->setVisible(!drafts.empty());
    showHeading();
}

void UnsavedWorkPage::Private::showHeading()
{
    const auto count = static_cast<qint64>(drafts.size());
    const QString title = session ? session->title() : QString();
    heading->setContent(icon("draft"_L1),
                        count == 0   ? tr("No unsaved work in “%1”").arg(title)
                        : count == 1 ? tr("1 prompt in “%1” has unsaved work").arg(title)
                                     : tr("%1 prompts in “%2” have unsaved work").arg(QLocale().toString(count), title),
                        count == 0 ? QString()
                        : afterCrash
                            ? tr("Pulse did not end as it should last time. What you typed was kept, and stays "
                                 "until you publish or discard it.")
                            : tr("What you typed is kept until you publish or discard it."));
}

void UnsavedWorkPage::Private::compare(const Draft &draft)
{
    if (!session)
        return;
    comparing[draft.key] = session
                               ->run([draft](Library &library, const std::stop_token &stop) -> Result<UnsavedWork> {
                                   return compareDraft(library, draft, stop);
                               })
                               .then(q, [this](const Result<UnsavedWork> &work) {
                                   DraftRow *row = work ? rowOf(work->draft.key) : nullptr;
                                   if (row)
                                       row->show(*work);
                               });
}

void UnsavedWorkPage::Private::discard(const Draft &draft)
{
    const UnsavedWork work{.draft = draft};
    const auto place = rows.indexOf(rowOf(draft.key));
    std::erase_if(drafts, [&](const Draft &each) { return each.key == draft.key; });
    emit q->discardRequested(session, draft);
    showDrafts();
    // The focus stays where the next one came to.
    if (!rows.isEmpty())
        rows[std::min(place, rows.size() - 1)]->discardButton()->setFocus(Qt::OtherFocusReason);
    messages->post(draft.key, MessageBar::Kind::Information, tr("Discarded the draft of %1.").arg(work.title()),
                   {{tr("Undo"), [this, draft] { putBack(draft); }}});
}

void UnsavedWorkPage::Private::putBack(const Draft &draft)
{
    messages->dismiss(draft.key);
    emit q->putBackRequested(session, draft);
    if (rowOf(draft.key))
        return;
    drafts.push_back(draft);
    std::ranges::stable_sort(drafts, std::ranges::greater(), &Draft::savedAt);
    showDrafts();
    if (DraftRow *row = rowOf(draft.key))
        row->continueButton()->setFocus(Qt::OtherFocusReason);
}

UnsavedWorkPage::UnsavedWorkPage(LibrarySession *session, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, session))
{
    d->build();
    d->showDrafts();
    // What is published is compared anew when it changes.
    connect(session, &LibrarySession::promptChanged, this, [this](const Name &name) {
        for (const Draft &draft : d->drafts) {
            if (draft.name == name && d->rowOf(draft.key))
                d->compare(draft);
        }
    });
}

UnsavedWorkPage::~UnsavedWorkPage() = default;

void UnsavedWorkPage::setDrafts(std::vector<Draft> drafts)
{
    d->drafts = std::move(drafts);
    d->showDrafts();
}

void UnsavedWorkPage::setFoundAfterCrash(bool is)
{
    d->afterCrash = is;
    d->showHeading();
}

LibrarySession *UnsavedWorkPage::session() const
{
    return d->session;
}

std::vector<Draft> UnsavedWorkPage::drafts() const
{
    return d->drafts;
}

QList<DraftRow *> UnsavedWorkPage::rows() const
{
    return d->rows;
}

PageHeading *UnsavedWorkPage::heading() const
{
    return d->heading;
}

QPushButton *UnsavedWorkPage::continueAllButton() const
{
    return d->continueAll;
}

} // namespace pulse::ui
