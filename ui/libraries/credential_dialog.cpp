// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/credential_dialog.h"

#include "credential_form.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/page_heading.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <condition_variable>
#include <mutex>

namespace pulse::ui {
using namespace Qt::StringLiterals;

CredentialDialog::CredentialDialog(const CredentialPrompt::Question &question, QWidget *parent)
    : QDialog(parent)
    , m_form(new CredentialForm(this))
{
    const CredentialRequest &request = question.request;
    const QString library = question.library.isEmpty() ? request.place.toString() : question.library;
    setWindowTitle(tr("Sign in to “%1”").arg(library));
    auto *heading = new PageHeading(this);
    const QString place = request.realm.isEmpty() ? request.place.toString()
                                                  : tr("%1 — “%2”").arg(request.place.toString(), request.realm);
    heading->setContent(icon("key"_L1),
                        request.rejected ? tr("“%1” did not take it. Try again.").arg(library)
                                         : tr("“%1” asks who you are").arg(library),
                        place);
    m_form->setKind(request.kind);
    m_form->setUser(request.user);
    m_form->setKeychainProblem(question.keychain ? QString()
                               : question.keychainProblem.isEmpty()
                                   ? tr("This computer has no keychain that Pulse can use.")
                                   : question.keychainProblem);
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *signIn = buttons->addButton(tr("Sign in"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Not now"), QDialogButtonBox::RejectRole);
    signIn->setDefault(true);
    const auto update = [this, signIn] { signIn->setEnabled(m_form->credential().has_value()); };
    connect(m_form, &CredentialForm::changed, this, update);
    update();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, groupSpacing);
    column->setSpacing(groupSpacing);
    column->addWidget(heading);
    column->addWidget(m_form);
    column->addStretch(1);
    column->addWidget(buttons);
    resize(460, sizeHint().height());
    m_form->setFocus();
}

CredentialDialog::~CredentialDialog() = default;

std::optional<CredentialPrompt::Answer> CredentialDialog::answer() const
{
    auto credential = m_form->credential();
    if (result() != Accepted || !credential)
        return {};
    return CredentialPrompt::Answer{.credential = *std::move(credential), .keep = m_form->keep()};
}

/// Who asks and who is asked meet here; either may be gone first.
struct WindowCredentialPrompt::Shared
{
    std::mutex mutex;
    std::condition_variable_any answered;
    bool isClosed = false;
    QPointer<QWidget> window;          ///< used in the GUI thread only
    QPointer<QObject> receiver;        ///< lives in the GUI thread
    QPointer<CredentialDialog> dialog; ///< used in the GUI thread only
    quint64 number = 0;                ///< of the question that is open
    std::optional<std::optional<Answer>> answer;

    void give(quint64 asked, std::optional<Answer> given);
    void withdraw(quint64 asked);
};

void WindowCredentialPrompt::Shared::give(quint64 asked, std::optional<Answer> given)
{
    const std::scoped_lock lock(mutex);
    if (asked != number || answer)
        return;
    answer = std::move(given);
    answered.notify_all();
}

void WindowCredentialPrompt::Shared::withdraw(quint64 asked)
{
    {
        const std::scoped_lock lock(mutex);
        if (asked != number)
            return;
    }
    delete dialog;
}

WindowCredentialPrompt::WindowCredentialPrompt(QWidget *window)
    : m_shared(std::make_shared<Shared>())
{
    m_shared->window = window;
    m_shared->receiver = new QObject(window);
}

WindowCredentialPrompt::~WindowCredentialPrompt()
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->isClosed = true;
    m_shared->answered.notify_all();
}

void WindowCredentialPrompt::close()
{
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->isClosed = true;
        m_shared->answered.notify_all();
    }
    delete m_shared->dialog;
    delete m_shared->receiver;
}

Result<std::optional<CredentialPrompt::Answer>> WindowCredentialPrompt::ask(const Question &question,
                                                                            std::stop_token stop)
{
    const std::shared_ptr<Shared> shared = m_shared;
    std::unique_lock lock(shared->mutex);
    if (shared->isClosed || stop.stop_requested())
        return std::optional<Answer>();
    const quint64 number = ++shared->number;
    shared->answer.reset();
    // Posted under the lock, so that the receiver still lives.
    QMetaObject::invokeMethod(
        shared->receiver,
        [shared, question, number] {
            auto *dialog = new CredentialDialog(question, shared->window);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            shared->dialog = dialog;
            QObject::connect(dialog, &QDialog::finished, dialog,
                             [shared, dialog, number] { shared->give(number, dialog->answer()); });
            QObject::connect(dialog, &QObject::destroyed, shared->receiver,
                             [shared, number] { shared->give(number, {}); });
            dialog->open();
        },
        Qt::QueuedConnection);
    const bool isAnswered =
        shared->answered.wait(lock, stop, [&] { return shared->answer.has_value() || shared->isClosed; });
    if (isAnswered && shared->answer)
        return *std::exchange(shared->answer, {});
    if (!shared->isClosed) {
        QMetaObject::invokeMethod(
            shared->receiver, [shared, number] { shared->withdraw(number); }, Qt::QueuedConnection);
    }
    return std::optional<Answer>();
}

} // namespace pulse::ui
