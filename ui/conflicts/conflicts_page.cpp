// SPDX-License-Identifier: Apache-2.0
#include "conflicts_page_private.h"

#include "conflict_undo.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/time_updates.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

const QString problemKey = u"conflict"_s;
const QString doneKey = u"chosen"_s;

} // namespace

ConflictsPage::Private::Private(ConflictsPage *page, LibrarySession *given, Sides whose, bool merging)
    : q(page)
    , session(given)
    , sides(std::move(whose))
    , isMerge(merging)
    , messages(new MessageBar(page))
    , heading(new PageHeading(page))
    , model(new ConflictsModel(page))
    , list(new QTreeView)
    , story(new QLabel)
    , facts(new FactLabel)
    , comparison(new ComparisonView)
    , mine(new QPushButton(icon("computer"_L1), tr("Keep &mine"), page))
    , theirs(new QPushButton(icon("cloud"_L1), tr("Keep &theirs"), page))
    , both(new QPushButton(icon("duplicate"_L1), tr("Keep &both"), page))
    , back(new QPushButton(icon("arrow-up"_L1), tr("Previous"), page))
    , onward(new QPushButton(icon("arrow-down"_L1), tr("Next"), page))
    , open(new QPushButton(icon("prompt"_L1), tr("Open prompt"), page))
    , merge(new QPushButton(icon("merge"_L1), tr("Merge"), page))
    , stack(new QStackedWidget(page))
    , empty(new EmptyState)
{}

void ConflictsPage::Private::build()
{
    buildList();
    auto *detail = new QWidget;
    auto *lines = new QVBoxLayout(detail);
    lines->setContentsMargins(0, innerSpacing, 0, 0);
    lines->setSpacing(gridUnit);
    story->setTextFormat(Qt::PlainText);
    story->setWordWrap(true);
    story->setContentsMargins(groupSpacing, 0, groupSpacing, 0);
    QFont strong = story->font();
    strong.setWeight(QFont::DemiBold);
    story->setFont(strong);
    facts->setWordWrap(true);
    facts->setContentsMargins(groupSpacing, 0, groupSpacing, gridUnit);
    lines->addWidget(story);
    lines->addWidget(facts);
    new TimeUpdates(facts, [this] {
        const Conflict *conflict = current();
        facts->setText(conflict ? sideFacts(*conflict) : QString());
        return TimeUpdates::longest;
    });
    comparison->setMinimumHeight(150); // else a low window shows everything but the difference
    lines->addWidget(comparison, 1);
    splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(list);
    splitter->addWidget(detail);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    stack->addWidget(splitter);
    stack->addWidget(empty);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    for (QPushButton *button : {mine, theirs, both})
        buttons->addWidget(button);
    buttons->addStretch(1);
    for (QPushButton *button : {open, back, onward, merge})
        buttons->addWidget(button);
    merge->setVisible(isMerge);
    open->setVisible(!isMerge);
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
    column->addWidget(stack, 1);
    q->setAccessibleName(tr("Conflicts"));
    q->setFocusProxy(list);
}

void ConflictsPage::Private::buildList()
{
    list->setModel(model);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAllColumnsShowFocus(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setTextElideMode(Qt::ElideMiddle);
    list->setAccessibleName(tr("What was changed in both places"));
    QHeaderView *header = list->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(ConflictsModel::Prompt, QHeaderView::Stretch);
    header->setSectionResizeMode(ConflictsModel::What, QHeaderView::Stretch);
    header->setSectionResizeMode(ConflictsModel::Chosen, QHeaderView::ResizeToContents);
    list->setColumnHidden(ConflictsModel::Chosen, !isMerge);
}

void ConflictsPage::Private::connectParts()
{
    connect(mine, &QPushButton::clicked, q, [this] { q->choose(Choice::Here); });
    connect(theirs, &QPushButton::clicked, q, [this] { q->choose(Choice::Home); });
    connect(both, &QPushButton::clicked, q, [this] { q->choose(Choice::Both); });
    connect(back, &QPushButton::clicked, q, [this] { q->previous(); });
    connect(onward, &QPushButton::clicked, q, [this] { q->next(); });
    connect(open, &QPushButton::clicked, q, [this] {
        if (const Conflict *conflict = current())
            emit q->openRequested(session, conflict->name);
    });
    connect(merge, &QPushButton::clicked, q, [this] {
        std::vector<std::pair<QString, Choice>> choices;
        for (const Conflict &conflict : model->conflicts())
            choices.emplace_back(conflict.id, model->choice(conflict.id).value_or(Choice::Both));
        emit q->mergeRequested(choices);
    });
    connect(list->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { showCurrent(); });
    connect(model, &QAbstractItemModel::dataChanged, q, [this] { showState(); });
    connect(new QShortcut(Qt::ALT | Qt::Key_Down, q), &QShortcut::activated, q, [this] { q->next(); });
    connect(new QShortcut(Qt::ALT | Qt::Key_Up, q), &QShortcut::activated, q, [this] { q->previous(); });
    for (auto *shortcut : q->findChildren<QShortcut *>())
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    onward->setToolTip(tr("The next conflict (%1)").arg(QKeySequence(Qt::ALT | Qt::Key_Down).toString()));
    back->setToolTip(tr("The conflict before (%1)").arg(QKeySequence(Qt::ALT | Qt::Key_Up).toString()));
    open->setToolTip(tr("Open the prompt with its history"));
}

const ConflictsPage::Conflict *ConflictsPage::Private::current() const
{
    return model->conflict(list->currentIndex());
}

void ConflictsPage::Private::show(std::vector<Conflict> conflicts)
{
    const bool hadNone = !current();
    model->setConflicts(std::move(conflicts));
    isLoaded = true;
    if (hadNone || !current())
        list->setCurrentIndex(model->index(0, 0));
    if (hadNone)
        fitList();
    showCurrent();
}

// As high as what is in it, up to some rows: the room belongs to the difference.
void ConflictsPage::Private::fitList()
{
    constexpr int mostRows = 5;
    const int row = std::max(list->sizeHintForRow(0), list->fontMetrics().height() + gridUnit);
    const int least = list->header()->sizeHint().height() + row + gridUnit / 2;
    list->setMinimumHeight(least);
    const int wanted = least + row * (std::clamp(model->rowCount(), 1, mostRows) - 1);
    splitter->setSizes({wanted, std::max(splitter->height() - wanted, 3 * wanted)});
}

void ConflictsPage::Private::showCurrent()
{
    const Conflict *conflict = current();
    showState();
    if (!conflict) {
        shownId.clear();
        return;
    }
    story->setText(conflictStory(*conflict));
    facts->setText(sideFacts(*conflict));
    const QString identity =
        conflict->id + u'\n' + QString::fromLatin1(conflict->here.value.toHex() + '\n' + conflict->home.value.toHex());
    if (std::exchange(shownId, identity) == identity)
        return;
    const auto side = [](const QString &title, const Conflict::Side &given) {
        return ComparisonSide{given.value.isEmpty() ? tr("%1: nothing").arg(title) : title, given.value, {}};
    };
    comparison->compare(session, side(tr("Theirs — %1").arg(sides.home), conflict->home),
                        side(tr("Mine — %1").arg(sides.here), conflict->here));
}

QString ConflictsPage::Private::sideFacts(const Conflict &conflict) const
{
    const auto told = [](const Conflict::Side &side) {
        const QString when = side.changedAt.isValid() ? relativeTime(side.changedAt) : tr("at an unknown time");
        return side.author.isEmpty() ? when : tr("%1 by %2").arg(when, side.author);
    };
    return tr("Theirs: %1 · Mine: %2, each by its own clock").arg(told(conflict.home), told(conflict.here));
}

void ConflictsPage::Private::showState()
{
    const auto count = static_cast<qint64>(model->conflicts().size());
    const QString title = session ? session->title() : QString();
    const QLocale locale;
    if (!isLoaded)
        heading->setContent(icon("conflict"_L1), tr("Conflicts in “%1”").arg(title), tr("Looking…"));
    else if (count == 0)
        heading->setContent(icon("conflict"_L1), tr("Conflicts in “%1”").arg(title), {});
    else
        heading->setContent(icon("conflict"_L1),
                            count == 1
                                ? tr("1 thing was changed differently on both sides")
                                : tr("%1 things were changed differently on both sides").arg(locale.toString(count)),
                            isMerge ? tr("Choose for each; nothing changes before you merge.")
                                    : tr("Whatever you choose, the other side stays: nothing is lost."));
    empty->setContent(icon("check"_L1), tr("No conflicts"),
                      tr("What was changed in both places at once would be shown here, to be chosen."));
    stack->setCurrentIndex(count == 0 && isLoaded ? 1 : 0);
    const Conflict *conflict = current();
    const bool canChoose = conflict && !isChoosing && session && !session->isReadOnly();
    for (QPushButton *button : {mine, theirs})
        button->setEnabled(canChoose);
    both->setEnabled(canChoose && conflict->kind == Conflict::Kind::Version);
    open->setEnabled(conflict);
    for (QPushButton *button : {mine, theirs, both, open, back, onward})
        button->setVisible(count > 0 || !isLoaded);
    const int row = list->currentIndex().row();
    back->setEnabled(row > 0);
    onward->setEnabled(conflict && row + 1 < model->rowCount());
    merge->setEnabled(isMerge && count > 0 && model->isAllChosen() && !isChoosing);
    merge->setToolTip(merge->isEnabled() ? tr("Brings both branches together as you chose")
                                         : tr("Choose for every conflict first."));
    explainChoices(conflict);
}

void ConflictsPage::Private::explainChoices(const Conflict *conflict)
{
    const bool isVersion = conflict && conflict->kind == Conflict::Kind::Version;
    const QString version = isVersion && conflict->version ? conflict->version->toString() : QString();
    mine->setToolTip(isVersion ? tr("Your text is what counts; theirs stays beside it as a version of its own")
                               : tr("What you have counts in both places"));
    theirs->setToolTip(isVersion ? tr("Their text is %1; yours stays beside it as a pre-release version").arg(version)
                                 : tr("What they have counts in both places"));
    both->setToolTip(
        isVersion ? tr("Theirs keeps the number %1, and yours stays as the pre-release version that it is").arg(version)
                  : tr("Only two texts can both be kept: here one of the two has to count."));
}

void ConflictsPage::Private::load()
{
    if (isMerge || !session || !session->sync())
        return;
    loading = session->sync()->conflicts().then(q, [this](Result<std::vector<Conflict>> found) {
        if (found)
            show(*std::move(found));
        else
            q->showProblem(found.error());
    });
}

void ConflictsPage::Private::resolve(const Conflict &conflict, Choice choice)
{
    isChoosing = true;
    messages->dismiss(problemKey);
    showState();
    resolving = session->sync()->resolve(conflict.id, choice).then(q, [this, conflict, choice](Result<void> outcome) {
        isChoosing = false;
        if (outcome)
            tellChosen(conflict, choice);
        else
            q->showProblem(outcome.error());
        session->refresh({conflict.name.toString()});
        load();
        showState();
    });
}

void ConflictsPage::Private::tellChosen(const Conflict &conflict, Choice choice)
{
    const QString what = conflict.name.toString() + u": "_s + conflictSubject(conflict);
    const QString text = choice == Choice::Here   ? tr("Kept mine for %1.").arg(what)
                         : choice == Choice::Home ? tr("Kept theirs for %1.").arg(what)
                                                  : tr("Kept both for %1.").arg(what);
    QList<MessageBar::Action> actions;
    if (canTakeBack(conflict, choice))
        actions.append({tr("Undo"), [this, conflict, choice] {
                            undoing = takeBack(*session, conflict, choice).then(q, [this](const Result<void> &outcome) {
                                if (!outcome)
                                    q->showProblem(outcome.error());
                            });
                        }});
    messages->post(doneKey, MessageBar::Kind::Success, text, actions);
}

ConflictsPage::ConflictsPage(LibrarySession *session, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, session, Sides{tr("this computer"), session->title()}, false))
{
    d->build();
    d->connectParts();
    d->showState();
    connect(session->sync(), &LibrarySync::marksChanged, this, &ConflictsPage::reload);
    d->load();
}

ConflictsPage::ConflictsPage(LibrarySession *session, const Sides &sides, std::vector<Conflict> conflicts,
                             QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, session, sides, true))
{
    d->build();
    d->connectParts();
    d->show(std::move(conflicts));
}

ConflictsPage::~ConflictsPage() = default;

LibrarySession *ConflictsPage::session() const
{
    return d->session;
}

void ConflictsPage::reload()
{
    d->load();
}

void ConflictsPage::setConflicts(std::vector<Conflict> conflicts)
{
    d->show(std::move(conflicts));
}

void ConflictsPage::showProblem(const Error &error)
{
    d->messages->post(problemKey, MessageBar::Kind::Problem, error.message());
}

void ConflictsPage::choose(Choice choice)
{
    const Conflict *conflict = d->current();
    if (!conflict || d->isChoosing || (choice == Choice::Both && conflict->kind != Conflict::Kind::Version))
        return;
    if (!d->isMerge) {
        d->resolve(Conflict(*conflict), choice);
        return;
    }
    const QString id = conflict->id;
    // The same choice once more takes it back.
    d->model->setChoice(id, d->model->choice(id) == choice ? std::nullopt : std::optional(choice));
    if (d->model->choice(id) && d->list->currentIndex().row() + 1 < d->model->rowCount())
        next();
}

void ConflictsPage::next()
{
    const QModelIndex index = d->list->currentIndex();
    if (index.row() + 1 < d->model->rowCount())
        d->list->setCurrentIndex(d->model->index(index.row() + 1, 0));
}

void ConflictsPage::previous()
{
    const QModelIndex index = d->list->currentIndex();
    if (index.row() > 0)
        d->list->setCurrentIndex(d->model->index(index.row() - 1, 0));
}

PageHeading *ConflictsPage::heading() const
{
    return d->heading;
}

MessageBar *ConflictsPage::messages() const
{
    return d->messages;
}

ConflictsModel *ConflictsPage::model() const
{
    return d->model;
}

QTreeView *ConflictsPage::list() const
{
    return d->list;
}

ComparisonView *ConflictsPage::comparison() const
{
    return d->comparison;
}

QPushButton *ConflictsPage::mineButton() const
{
    return d->mine;
}

QPushButton *ConflictsPage::theirsButton() const
{
    return d->theirs;
}

QPushButton *ConflictsPage::bothButton() const
{
    return d->both;
}

QPushButton *ConflictsPage::mergeButton() const
{
    return d->merge;
}

} // namespace pulse::ui
