// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/credential_prompt.h"

#include <QWidget>

class QCheckBox;
class QFormLayout;
class QLineEdit;

namespace pulse::ui {

class FactLabel;

/// What lets a library's backend in, to be filled in, and where that is kept. What was typed is forgotten with the
/// form.
class CredentialForm : public QWidget
{
    Q_OBJECT

public:
    explicit CredentialForm(QWidget *parent = nullptr);
    ~CredentialForm() override;

    void setKind(CredentialRequest::Kind kind);
    void setUser(const QString &user);
    /// Empty: there is a keychain. Else it is said plainly that there is none, and what that means.
    void setKeychainProblem(const QString &problem);
    /// Nothing while no secret is filled in.
    [[nodiscard]] std::optional<Credential> credential() const;
    [[nodiscard]] KeepCredential keep() const;
    void clearSecret();

    [[nodiscard]] QLineEdit *userLine() const { return m_user; }
    [[nodiscard]] QLineEdit *secretLine() const { return m_secret; }
    [[nodiscard]] QCheckBox *keepBox() const { return m_keep; }

signals:
    void changed();

private:
    QFormLayout *m_form;
    QLineEdit *m_user;
    QLineEdit *m_secret;
    QLineEdit *m_session;
    QCheckBox *m_keep;
    FactLabel *m_note;
    CredentialRequest::Kind m_kind = CredentialRequest::Kind::Password;
};

} // namespace pulse::ui
