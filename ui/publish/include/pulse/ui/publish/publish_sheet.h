// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QDialog>
#include <QPointer>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace pulse::ui {

class ComparisonView;
class MessageBar;
class VersionChoices;

/// One sheet to publish a version: the proposed number with its reason, the other choices beside it, a message, and the
/// difference to the latest version below. Open it with `open()`: it is modal to its window and blocks nothing. A
/// refusal is told in the sheet, and the text stays as it is.
class PublishSheet : public QDialog
{
    Q_OBJECT

public:
    /// `base` is the version that the text was begun from; empty for a new prompt.
    PublishSheet(LibrarySession *session, const Name &name, const QByteArray &content,
                 const std::optional<Version> &base, QWidget *parent = nullptr);
    ~PublishSheet() override;

    void setMessage(const QString &message);
    /// Who publishes; empty: the author that the library was opened with.
    void setAuthor(const QString &author) { m_author = author; }
    [[nodiscard]] VersionChoices *choices() const { return m_choices; }
    [[nodiscard]] QPushButton *publishButton() const { return m_publish; }
    [[nodiscard]] bool isReady() const { return m_proposal.has_value(); }

signals:
    /// The proposal is on the screen.
    void ready();
    void published(const pulse::VersionKey &key);

private:
    void build();
    void requestProposal();
    void showProposal(Result<Library::Proposal> proposal);
    void explainProposal();
    void updateButton();
    void publish();
    void finish(Result<StoreReceipt> receipt);

    QPointer<LibrarySession> m_session;
    Name m_name;
    QByteArray m_content;
    QString m_author;
    std::optional<Version> m_base;
    std::optional<Library::Proposal> m_proposal;
    bool m_publishing = false;
    QLabel *m_reason = nullptr;
    VersionChoices *m_choices = nullptr;
    QPlainTextEdit *m_message = nullptr;
    MessageBar *m_messages = nullptr;
    ComparisonView *m_comparison = nullptr;
    QPushButton *m_publish = nullptr;
    Task<Library::Proposal> m_proposeTask;
    Task<StoreReceipt> m_publishTask;
};

} // namespace pulse::ui
