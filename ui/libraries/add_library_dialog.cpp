// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/add_library_dialog.h"

#include "credential_form.h"
#include "name_form.h"
#include "place_form.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/libraries/connection_test.h"

#include <QCommandLinkButton>
#include <QCoreApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
const QString problemKey = u"save"_s;
}

struct AddLibraryDialog::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::AddLibraryDialog)

public:
    AddLibraryDialog *q;
    LibraryBook *book;
    LibraryProfile before; ///< that is changed; without a name: a new one is added
    Step step = Step::Kind;
    Task<void> saving;
    Task<QString> keychain;
    bool isSaving = false;

    MessageBar *messages;
    PageHeading *heading;
    QStackedWidget *pages;
    PlaceForm *place;
    CredentialForm *credentials;
    FactLabel *credentialHint;
    ConnectionTest *test;
    NameForm *name;
    QPushButton *backward;
    QPushButton *forward;
    QPushButton *cancel;

    Private(AddLibraryDialog *dialog, LibraryBook *given);
    [[nodiscard]] bool isNew() const { return before.name.isEmpty(); }
    void build();
    [[nodiscard]] QWidget *makeKinds();
    [[nodiscard]] QWidget *makeCredentials();
    void show(Step next);
    void showState();
    [[nodiscard]] bool hasCredentials() const;
    [[nodiscard]] Step after(Step current) const;
    [[nodiscard]] Step ahead(Step current) const;
    void enter(Step entered);
    void save();
    [[nodiscard]] QStringList taken() const;
};

AddLibraryDialog::Private::Private(AddLibraryDialog *dialog, LibraryBook *given)
    : q(dialog)
    , book(given)
    , messages(new MessageBar(dialog))
    , heading(new PageHeading(dialog))
    , pages(new QStackedWidget(dialog))
    , place(new PlaceForm)
    , credentials(new CredentialForm)
    , credentialHint(new FactLabel)
    , test(new ConnectionTest(given))
    , name(new NameForm)
    , backward(new QPushButton(icon("arrow-left"_L1), tr("Back"), dialog))
    , forward(new QPushButton(dialog))
    , cancel(new QPushButton(tr("Cancel"), dialog))
{}

QWidget *AddLibraryDialog::Private::makeKinds()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gridUnit);
    for (const PlaceKindInfo &info : placeKinds()) {
        auto *button = new QCommandLinkButton(info.title, info.help, page);
        button->setIcon(icon(info.icon));
        button->setIconSize({22, 22});
        connect(button, &QPushButton::clicked, q, [this, kind = info.kind] { q->choose(kind); });
        column->addWidget(button);
        if (!page->focusProxy())
            page->setFocusProxy(button);
    }
    column->addStretch(1);
    return page;
}

QWidget *AddLibraryDialog::Private::makeCredentials()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(innerSpacing + gridUnit);
    credentialHint->setWordWrap(true);
    column->addWidget(credentialHint);
    column->addWidget(credentials);
    column->addStretch(1);
    return page;
}

void AddLibraryDialog::Private::build()
{
    for (QWidget *page : {makeKinds(), static_cast<QWidget *>(place), makeCredentials(), static_cast<QWidget *>(test),
                          static_cast<QWidget *>(name)})
        pages->addWidget(page);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    buttons->addWidget(backward);
    buttons->addWidget(forward);
    forward->setDefault(true);
    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, groupSpacing);
    inner->setSpacing(groupSpacing);
    inner->addWidget(heading);
    inner->addWidget(pages, 1);
    inner->addLayout(buttons);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(messages);
    column->addLayout(inner);
    connect(cancel, &QPushButton::clicked, q, &QDialog::reject);
    connect(backward, &QPushButton::clicked, q, [this] { q->back(); });
    connect(forward, &QPushButton::clicked, q, [this] { q->next(); });
    connect(place, &PlaceForm::changed, q, [this] { showState(); });
    connect(name, &NameForm::changed, q, [this] { showState(); });
    connect(test, &ConnectionTest::stateChanged, q, [this] {
        showState();
        // Return does what is likely to help.
        if (step == Step::Test && test->state() == ConnectionTest::State::Fails)
            (test->trustButton()->isVisibleTo(q) ? test->trustButton() : backward)->setFocus();
        else if (step == Step::Test && test->state() == ConnectionTest::State::Works)
            forward->setFocus();
    });
    keychain = book->keychainProblem().then(
        q, [this](const Result<QString> &problem) { credentials->setKeychainProblem(problem.value_or(QString())); });
    // So tall that a whole test is seen at once, where the screen has room for that.
    q->resize(QSize(580, 640).boundedTo(q->screen()->availableSize() - QSize(16, 48)));
}

bool AddLibraryDialog::Private::hasCredentials() const
{
    const auto profile = place->profile();
    const QString scheme = profile ? profile->url.scheme() : QString();
    // A key's passphrase is asked for when the key needs it.
    return placeKindInfo(place->kind()).hasCredentials && scheme != "git+file"_L1 && scheme != "git+ssh"_L1;
}

AddLibraryDialog::Step AddLibraryDialog::Private::after(Step current) const
{
    switch (current) {
    case Step::Kind:
        return Step::Place;
    case Step::Place:
        return hasCredentials() ? Step::Credentials : Step::Test;
    case Step::Credentials:
        return Step::Test;
    case Step::Test:
    case Step::Name:
        break;
    }
    return Step::Name;
}

AddLibraryDialog::Step AddLibraryDialog::Private::ahead(Step current) const
{
    switch (current) {
    case Step::Name:
        return Step::Test;
    case Step::Test:
        return hasCredentials() ? Step::Credentials : Step::Place;
    case Step::Credentials:
        return Step::Place;
    case Step::Place:
    case Step::Kind:
        break;
    }
    return isNew() ? Step::Kind : Step::Place;
}

QStringList AddLibraryDialog::Private::taken() const
{
    QStringList names;
    for (const Profiles::Entry &entry : book->contents().profiles) {
        if (entry.name.compare(before.name, Qt::CaseInsensitive) != 0)
            names.append(entry.name);
    }
    return names;
}

void AddLibraryDialog::Private::enter(Step entered)
{
    const auto profile = place->profile();
    if (entered == Step::Credentials && profile) {
        credentials->setKind(place->kind() == PlaceKind::S3 ? CredentialRequest::Kind::AccessKey
                                                            : CredentialRequest::Kind::Password);
        // Who comes back has most likely mistyped the secret.
        const QString user = credentials->userLine()->text();
        credentials->setUser(user.isEmpty() ? profile->user : user);
        credentialHint->setText(
            place->kind() == PlaceKind::S3
                ? tr("Leave it empty to use the environment or the shared credentials file of this computer.")
            : place->kind() == PlaceKind::Git
                ? tr("Leave it empty for a public repository, or to use Git’s own credential helpers.")
            : place->kind() == PlaceKind::Nextcloud
                ? tr("Make an app password for Pulse under “Settings → Security”; it can be withdrawn by itself.")
                : tr("Leave it empty when the server asks for nothing."));
    } else if (entered == Step::Test && profile) {
        LibraryProfile draft = *profile;
        draft.name = before.name;
        if (credentials->credential() && draft.user.isEmpty())
            draft.user = credentials->credential()->user;
        test->setDraft(draft, hasCredentials() ? credentials->credential() : std::nullopt);
        if (test->state() == ConnectionTest::State::Untried)
            test->begin();
    } else if (entered == Step::Name && profile) {
        LibraryProfile shown = *profile;
        shown.name = isNew() ? suggestedName(*profile, taken()) : before.name;
        name->show(shown, taken(), place->kind() != PlaceKind::Folder, book->isDefault(shown));
    }
}

void AddLibraryDialog::Private::show(Step next)
{
    step = next;
    enter(next);
    pages->setCurrentIndex(static_cast<int>(next));
    const QString who =
        place->kind() == PlaceKind::Folder && next == Step::Kind ? QString() : placeKindInfo(place->kind()).title;
    switch (next) {
    case Step::Kind:
        heading->setContent(icon("library"_L1), tr("Where is the library kept?"),
                            tr("A library behind a network is also kept here, so that it is quick and works offline."));
        pages->widget(static_cast<int>(Step::Kind))->setFocus();
        break;
    case Step::Place:
        heading->setContent(icon(placeKindInfo(place->kind()).icon), who, placeKindInfo(place->kind()).help);
        place->setFocus();
        break;
    case Step::Credentials:
        heading->setContent(icon("key"_L1), tr("What lets you in?"), who);
        credentials->setFocus();
        break;
    case Step::Test:
        heading->setContent(icon("sync"_L1), tr("Does it work?"), tr("Nothing that is tried stays there."));
        (test->state() == ConnectionTest::State::Fails ? backward : forward)->setFocus();
        break;
    case Step::Name:
        heading->setContent(icon("library"_L1), tr("What is it called?"), tr("So it is named in menus and commands."));
        name->setFocus();
        break;
    }
    showState();
}

void AddLibraryDialog::Private::showState()
{
    backward->setVisible(step != Step::Kind && !(step == Step::Place && !isNew()));
    forward->setVisible(step != Step::Kind);
    const bool isTrying = test->state() == ConnectionTest::State::Trying;
    const bool works = test->state() == ConnectionTest::State::Works;
    forward->setText(step == Step::Name   ? (isNew() ? tr("Add library") : tr("Save"))
                     : step == Step::Test ? (works ? tr("Continue") : tr("Continue anyway"))
                                          : tr("Continue"));
    forward->setEnabled(!isSaving && (step != Step::Place || place->profile().has_value()) &&
                        (step != Step::Test || !isTrying) && (step != Step::Name || name->problem().isEmpty()));
    backward->setEnabled(!isSaving);
}

void AddLibraryDialog::Private::save()
{
    auto profile = place->profile();
    if (!profile)
        return;
    name->apply(*profile);
    LibraryBook::Entry entry{.name = before.name, .profile = *profile};
    if (hasCredentials()) {
        entry.credential = credentials->credential();
        entry.keep = credentials->keep();
        if (entry.credential && entry.profile.user.isEmpty() && place->kind() != PlaceKind::S3)
            entry.profile.user = entry.credential->user;
    }
    entry.makeDefault = name->isDefault();
    isSaving = true;
    messages->dismiss(problemKey);
    showState();
    saving = book->save(entry).then(q, [this, saved = entry.profile](const Result<void> &outcome) {
        isSaving = false;
        showState();
        if (!outcome) {
            messages->post(problemKey, MessageBar::Kind::Problem, outcome.error().message());
            return;
        }
        credentials->clearSecret();
        emit q->saved(saved, isNew());
        q->accept();
    });
}

AddLibraryDialog::AddLibraryDialog(LibraryBook *book, QWidget *parent)
    : QDialog(parent)
    , d(std::make_unique<Private>(this, book))
{
    setWindowTitle(tr("Add a library"));
    d->build();
    d->show(Step::Kind);
}

AddLibraryDialog::AddLibraryDialog(LibraryBook *book, const LibraryProfile &profile, QWidget *parent)
    : QDialog(parent)
    , d(std::make_unique<Private>(this, book))
{
    setWindowTitle(tr("Change “%1”").arg(profile.name));
    d->before = profile;
    d->build();
    d->place->setProfile(profile);
    d->show(Step::Place);
}

AddLibraryDialog::~AddLibraryDialog() = default;

AddLibraryDialog::Step AddLibraryDialog::step() const
{
    return d->step;
}

void AddLibraryDialog::choose(PlaceKind kind)
{
    d->place->setKind(kind);
    d->show(Step::Place);
}

void AddLibraryDialog::next()
{
    if (!d->forward->isEnabled())
        return;
    if (d->step == Step::Name)
        d->save();
    else
        d->show(d->after(d->step));
}

void AddLibraryDialog::back()
{
    d->test->stop();
    d->show(d->ahead(d->step));
}

QPushButton *AddLibraryDialog::nextButton() const
{
    return d->forward;
}

QPushButton *AddLibraryDialog::backButton() const
{
    return d->backward;
}

ConnectionTest *AddLibraryDialog::test() const
{
    return d->test;
}

} // namespace pulse::ui
