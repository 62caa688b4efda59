// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/credential_prompt.h"

#include <QDialog>
#include <QObject>
#include <QPointer>
#include <memory>

namespace pulse::ui {

class CredentialForm;

/// Asks a person for what lets a library's backend in. Use it with `open()`; `finished` tells the answer. GUI thread.
class CredentialDialog : public QDialog
{
    Q_OBJECT

public:
    explicit CredentialDialog(const CredentialPrompt::Question &question, QWidget *parent = nullptr);
    ~CredentialDialog() override;

    /// Nothing when it was declined, or nothing was typed.
    [[nodiscard]] std::optional<CredentialPrompt::Answer> answer() const;
    [[nodiscard]] CredentialForm *form() const { return m_form; }

private:
    CredentialForm *m_form;
};

/// The person at the window: `ask`, on a worker, waits until the dialog in the GUI thread was answered, or the asker is
/// told to stop. Made in the GUI thread; end it with `close`, after which every question is declined.
class WindowCredentialPrompt final : public CredentialPrompt
{
public:
    explicit WindowCredentialPrompt(QWidget *window);
    ~WindowCredentialPrompt() override;
    /// The window ends. GUI thread.
    void close();

    [[nodiscard]] Result<std::optional<Answer>> ask(const Question &question, std::stop_token stop) override;

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace pulse::ui
