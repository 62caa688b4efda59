// SPDX-License-Identifier: Apache-2.0
#include "credential_form.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QAction>
#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// A secret as dots; an eye shows it for as long as a person wants.
QLineEdit *makeSecretLine(QWidget *parent)
{
    auto *line = new QLineEdit(parent);
    line->setEchoMode(QLineEdit::Password);
    line->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText |
                              Qt::ImhSensitiveData);
    QAction *show = line->addAction(icon("preview"_L1), QLineEdit::TrailingPosition);
    show->setText(CredentialForm::tr("Show"));
    show->setToolTip(CredentialForm::tr("Show what is typed"));
    show->setCheckable(true);
    QObject::connect(show, &QAction::toggled, line, [line, show](bool on) {
        line->setEchoMode(on ? QLineEdit::Normal : QLineEdit::Password);
        show->setIcon(icon(on ? "eye-off"_L1 : "preview"_L1));
    });
    return line;
}

} // namespace

CredentialForm::CredentialForm(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout)
    , m_user(new QLineEdit(this))
    , m_secret(makeSecretLine(this))
    , m_session(makeSecretLine(this))
    , m_keep(new QCheckBox(tr("&Keep in the keychain of this computer"), this))
    , m_note(new FactLabel({}, this))
{
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_form->setSpacing(innerSpacing);
    m_form->addRow(new QLabel(this), m_user);
    m_form->addRow(new QLabel(this), m_secret);
    m_form->addRow(new QLabel(tr("Session &token:"), this), m_session);
    m_session->setPlaceholderText(tr("only of temporary keys"));
    for (QLineEdit *line : {m_user, m_secret, m_session}) {
        static_cast<QLabel *>(m_form->labelForField(line))->setBuddy(line);
        connect(line, &QLineEdit::textChanged, this, &CredentialForm::changed);
    }
    m_note->setWordWrap(true);
    m_note->setFont(factFont(font()));
    m_keep->setChecked(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(innerSpacing);
    column->addLayout(m_form);
    column->addWidget(m_keep);
    column->addWidget(m_note);
    setKind(m_kind);
    setKeychainProblem({});
}

CredentialForm::~CredentialForm() = default;

void CredentialForm::setKind(CredentialRequest::Kind kind)
{
    m_kind = kind;
    const auto name = [this](QLineEdit *line, const QString &text) {
        static_cast<QLabel *>(m_form->labelForField(line))->setText(text);
    };
    const bool isKey = kind == CredentialRequest::Kind::AccessKey;
    name(m_user, isKey ? tr("&Access key:") : tr("&User name:"));
    name(m_secret, isKey                                            ? tr("&Secret key:")
                   : kind == CredentialRequest::Kind::BearerToken   ? tr("&Token:")
                   : kind == CredentialRequest::Kind::KeyPassphrase ? tr("&Passphrase of the key:")
                                                                    : tr("&Password:"));
    m_form->setRowVisible(m_user, isKey || kind == CredentialRequest::Kind::Password);
    m_form->setRowVisible(m_session, isKey);
    setFocusProxy(isKey || kind == CredentialRequest::Kind::Password ? m_user : m_secret);
}

void CredentialForm::setUser(const QString &user)
{
    m_user->setText(user);
    if (!user.isEmpty())
        setFocusProxy(m_secret);
    m_secret->selectAll();
}

void CredentialForm::setKeychainProblem(const QString &problem)
{
    m_keep->setVisible(problem.isEmpty());
    m_note->setText(
        problem.isEmpty()
            ? tr("It never stands in a file of Pulse, in an address or in a log.")
            : tr("Pulse keeps it in memory until it ends, and asks for it again next time. %1").arg(problem));
}

std::optional<Credential> CredentialForm::credential() const
{
    if (m_secret->text().isEmpty())
        return {};
    const bool hasUser = m_kind == CredentialRequest::Kind::AccessKey || m_kind == CredentialRequest::Kind::Password;
    return Credential{.user = hasUser ? m_user->text().trimmed() : QString(),
                      .secret = m_secret->text(),
                      .sessionToken =
                          m_kind == CredentialRequest::Kind::AccessKey ? m_session->text().trimmed() : QString()};
}

KeepCredential CredentialForm::keep() const
{
    return m_keep->isVisibleTo(this) && m_keep->isChecked() ? KeepCredential::Keychain : KeepCredential::Session;
}

void CredentialForm::clearSecret()
{
    m_secret->clear();
    m_session->clear();
}

} // namespace pulse::ui
