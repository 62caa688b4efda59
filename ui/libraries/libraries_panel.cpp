// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/libraries_panel.h"

#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/libraries/add_library_dialog.h"
#include "pulse/ui/libraries/connection_test.h"
#include "pulse/ui/libraries/profiles_model.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
const QString panelProblem = u"libraries"_s;
const QString forgetKey = u"forget"_s;
} // namespace

struct LibrariesPanel::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::LibrariesPanel)

public:
    LibrariesPanel *q;
    LibraryBook *book;
    ProfilesModel *model;
    MessageBar *messages;
    QWidget *environmentRow;
    QComboBox *environment;
    QTreeView *list;
    EmptyState *empty;
    QStackedWidget *stack;
    QPushButton *add;
    QPushButton *change;
    QPushButton *makeDefault;
    QPushButton *forget;
    FactLabel *facts;
    ConnectionTest *test;
    QString wanted; ///< to be selected when it is there
    Task<LibraryProfile> reading;
    Task<void> working;

    Private(LibrariesPanel *panel, LibraryBook *given);
    void build();
    void connectParts();
    [[nodiscard]] QString current() const { return model->nameAt(list->currentIndex()); }
    void showAll();
    void showCurrent();
    void openDialog(const std::optional<LibraryProfile> &profile);
    void askToForget();
    void work(Task<void> task);
};

LibrariesPanel::Private::Private(LibrariesPanel *panel, LibraryBook *given)
    : q(panel)
    , book(given)
    , model(new ProfilesModel(given, panel))
    , messages(new MessageBar(panel))
    , environmentRow(new QWidget(panel))
    , environment(new QComboBox(environmentRow))
    , list(new QTreeView)
    , empty(new EmptyState)
    , stack(new QStackedWidget(panel))
    , add(new QPushButton(icon("plus"_L1), tr("&Add…"), panel))
    , change(new QPushButton(icon("edit"_L1), tr("&Change…"), panel))
    , makeDefault(new QPushButton(icon("star"_L1), tr("Make &default"), panel))
    , forget(new QPushButton(icon("trash"_L1), tr("&Forget…"), panel))
    , facts(new FactLabel({}, panel))
    , test(new ConnectionTest(given))
{}

void LibrariesPanel::Private::build()
{
    auto *line = new QHBoxLayout(environmentRow);
    line->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(tr("&Environment:"), environmentRow);
    label->setBuddy(environment);
    line->addWidget(label);
    line->addWidget(environment);
    line->addStretch(1);
    environment->setToolTip(
        tr("A set of settings and libraries that is chosen as a whole, such as production. It counts "
           "in this window until Pulse ends."));

    list->setModel(model);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAllColumnsShowFocus(true);
    list->setTextElideMode(Qt::ElideMiddle);
    list->setAccessibleName(tr("Libraries"));
    list->header()->setSectionResizeMode(ProfilesModel::Name, QHeaderView::ResizeToContents);
    list->header()->setStretchLastSection(true);
    list->setMinimumHeight(120);
    empty->setContent(
        icon("library"_L1), tr("No library has a name yet"),
        tr("A library that is kept in a network or a repository gets a name, so that it is found again."));
    stack->addWidget(list);
    stack->addWidget(empty);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    for (QPushButton *button : {add, change, makeDefault, forget})
        buttons->addWidget(button);
    buttons->addStretch(1);
    facts->setWordWrap(true);
    facts->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(q);
    column->setSpacing(innerSpacing);
    column->addWidget(messages);
    column->addWidget(environmentRow);
    column->addWidget(stack, 1);
    column->addLayout(buttons);
    column->addWidget(facts);
    column->addWidget(test, 1);
    forget->setToolTip(tr("The library itself stays as it is"));
    q->setFocusProxy(list);
}

void LibrariesPanel::Private::connectParts()
{
    connect(list->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { showCurrent(); });
    connect(list, &QTreeView::activated, q, [this] { change->click(); });
    connect(book, &LibraryBook::changed, q, [this] { showAll(); });
    connect(book, &LibraryBook::failed, q, [this](const Error &error) {
        messages->post(panelProblem, MessageBar::Kind::Problem, error.message(),
                       {{tr("Try again"), [this] { book->reload(); }}});
    });
    connect(add, &QPushButton::clicked, q, [this] { openDialog({}); });
    connect(change, &QPushButton::clicked, q, [this] {
        wanted = current();
        // What the file says, not what overrides it now.
        reading = book->run([name = wanted](const LibraryConnections &connections, const std::stop_token &) {
                          return connections.profiles().inFile(name);
                      })
                      .then(q, [this](const Result<LibraryProfile> &profile) {
                          if (profile)
                              openDialog(*profile);
                          else
                              messages->post(panelProblem, MessageBar::Kind::Problem, profile.error().message());
                      });
    });
    connect(makeDefault, &QPushButton::clicked, q, [this] {
        wanted = current();
        const LibraryProfile *profile = book->find(wanted);
        work(book->setDefault(profile && book->isDefault(*profile) ? QString() : wanted));
    });
    connect(forget, &QPushButton::clicked, q, [this] { askToForget(); });
    connect(environment, &QComboBox::activated, q,
            [this] { work(book->useEnvironment(environment->currentData().toString())); });
}

void LibrariesPanel::Private::work(Task<void> task)
{
    working = std::move(task).then(q, [this](const Result<void> &outcome) {
        if (!outcome)
            messages->post(panelProblem, MessageBar::Kind::Problem, outcome.error().message());
        else
            messages->dismiss(panelProblem);
    });
}

void LibrariesPanel::Private::showAll()
{
    const LibraryBook::Contents &contents = book->contents();
    environmentRow->setVisible(!contents.environments.isEmpty());
    environment->clear();
    environment->addItem(tr("none"), QString());
    for (const QString &name : contents.environments)
        environment->addItem(name, name);
    environment->setCurrentIndex(std::max(0, environment->findData(contents.environment)));
    stack->setCurrentIndex(model->rowCount() == 0 ? 1 : 0);
    const int row = wanted.isEmpty() ? 0 : std::max(0, model->rowOf(wanted));
    list->setCurrentIndex(model->index(row, 0));
    showCurrent();
}

void LibrariesPanel::Private::showCurrent()
{
    const QString name = current();
    const LibraryProfile *profile = book->find(name);
    if (!name.isEmpty())
        wanted = name;
    for (QPushButton *button : {change, forget})
        button->setEnabled(!name.isEmpty());
    makeDefault->setEnabled(profile);
    makeDefault->setText(profile && book->isDefault(*profile) ? tr("Not the &default") : tr("Make &default"));
    test->setVisible(profile);
    if (!profile) {
        facts->setText(model->problemAt(list->currentIndex()));
        return;
    }
    QStringList told;
    if (!profile->url.isLocalFile()) {
        told.append(profile->syncInterval.count() == 0 ? tr("Synchronised only when asked")
                    : profile->syncInterval.count() % 60 == 0
                        ? tr("Synchronised every %1 min").arg(profile->syncInterval.count() / 60)
                        : tr("Synchronised every %1 s").arg(profile->syncInterval.count()));
        if (profile->writeThrough)
            told.append(tr("publishing waits until it is sent"));
    }
    if (profile->readOnly)
        told.append(told.isEmpty() ? tr("For reading only") : tr("for reading only"));
    if (!profile->mirror.isEmpty())
        told.append((told.isEmpty() ? tr("Mirrored to %1") : tr("mirrored to %1")).arg(profile->mirror));
    facts->setText(told.join(u" · "_s));
    test->setDraft(*profile, {});
}

void LibrariesPanel::Private::openDialog(const std::optional<LibraryProfile> &profile)
{
    auto *dialog =
        profile ? new AddLibraryDialog(book, *profile, q->window()) : new AddLibraryDialog(book, q->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AddLibraryDialog::saved, q, [this](const LibraryProfile &saved, bool isNew) {
        wanted = saved.name;
        if (isNew)
            emit q->added(saved);
    });
    dialog->open();
}

void LibrariesPanel::Private::askToForget()
{
    const QString name = current();
    messages->post(forgetKey, MessageBar::Kind::Warning,
                   tr("Forget “%1” and what lets you in? The library itself stays as it is.").arg(name),
                   {{tr("Forget"), [this, name] {
                         wanted.clear();
                         work(book->remove(name));
                     }}});
}

LibrariesPanel::LibrariesPanel(LibraryBook *book, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, book))
{
    d->build();
    d->connectParts();
    d->showAll();
    book->reload();
}

LibrariesPanel::~LibrariesPanel() = default;

void LibrariesPanel::select(const QString &name)
{
    d->wanted = name;
    if (const int row = d->model->rowOf(name); row >= 0)
        d->list->setCurrentIndex(d->model->index(row, 0));
}

QTreeView *LibrariesPanel::list() const
{
    return d->list;
}

ProfilesModel *LibrariesPanel::model() const
{
    return d->model;
}

ConnectionTest *LibrariesPanel::test() const
{
    return d->test;
}

MessageBar *LibrariesPanel::messages() const
{
    return d->messages;
}

QPushButton *LibrariesPanel::addButton() const
{
    return d->add;
}

QPushButton *LibrariesPanel::changeButton() const
{
    return d->change;
}

QPushButton *LibrariesPanel::defaultButton() const
{
    return d->makeDefault;
}

QPushButton *LibrariesPanel::forgetButton() const
{
    return d->forget;
}

} // namespace pulse::ui
