// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace pulse::ui {

class ChoiceCard;

/// The choices of a version side by side — patch, minor, major, and one of the person's own — with the proposed one
/// chosen first. Left and Right move between them.
class VersionChoices : public QWidget
{
    Q_OBJECT

public:
    explicit VersionChoices(QWidget *parent = nullptr);
    ~VersionChoices() override;

    void setProposal(const Library::Proposal &proposal);
    /// The version chosen; empty while the own one is not a version yet.
    [[nodiscard]] std::optional<Version> chosen() const;
    /// Types a version of the person's own.
    void setOwnVersion(const QString &text);

signals:
    void chosenChanged();

private:
    ChoiceCard *addCard(const QString &word, const std::optional<Version> &version, const QString &explanation);
    void clear();
    void validateOwn();

    QButtonGroup *m_group;
    QHBoxLayout *m_row;
    QLineEdit *m_own = nullptr;
    QLabel *m_ownProblem;
    QList<ChoiceCard *> m_cards;
    std::vector<std::optional<Version>> m_versions; // beside m_cards; the last one is the person's own
};

} // namespace pulse::ui
