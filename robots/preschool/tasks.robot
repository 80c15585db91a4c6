*** Settings ***
Documentation       Preschool: from the application in the queue to an offer that is read back, decided by a
...                 person. Reads as a placement officer's instruction; what each step clicks stands in the page
...                 objects of the municipality's own child-care system, and what is right stands in the rules of
...                 the process.

Library             RPA.Robocorp.WorkItems    autoload=${False}
Library             shared_library.cases.Cases
Library             shared_library.rounds.Rounds
Library             shared_library.systems.child_care.ChildCareSystem
Library             resources/Preschool.py

Suite Teardown      Close Systems


*** Tasks ***
Collect Applications
    [Documentation]    Find every new application in the queue and lay it in ours, once.
    Log In To Child Care System
    ${applications} =    Find New Applications
    Add Cases    ${applications}

Handle Applications
    [Documentation]    Take one application after the other: read and assess it; write what a person has decided.
    For Each Case    assess=Assess Application    write=Write What Is Decided    leave=Close Application

Prepare Round
    [Documentation]    Read which places are free, and let the children be ranked. A person decides on every proposal.
    Log In To Child Care System
    ${places} =    Read Places
    Lay Round    ${places}

Read Outcomes
    [Documentation]    Look up what placement officers made of the applications that were only assessed. Write nothing.
    Log In To Child Care System
    For Each Outcome    read=Look Up Decision    leave=Close Application

Try Connection
    [Documentation]    Log in where the robot works, and out again. Nothing is opened, nothing is written.
    Log In To Child Care System
    Log    The robot is in the child-care system.    console=${True}


*** Keywords ***
Assess Application
    [Documentation]    Read all that the rules need, and let them assess it.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Child Care System
    Begin Phase    ${case}    read
    Open Application    ${case}
    Read Application    ${case}
    Gather Facts    ${case}
    Assess Case    ${case}

Write What Is Decided
    [Documentation]    An offer with the right that it stands on, or what became of one; and read it back.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Child Care System
    Open Application    ${case}
    IF    $case.outcome == 'granted'
        Write Offer    ${case}
    ELSE
        Write Answer    ${case}
    END

Write Offer
    [Documentation]    Right, guarantee date and fee; then the place. In the mode prepare a person offers it.
    [Arguments]    ${case}
    Declare Effects    ${case}    right    offer    left_in_prepare=offer
    Do Effect    ${case}    right    do=Register Right    check=Find Right
    Do Effect    ${case}    offer    do=Make Offer    check=Find Offer

Write Answer
    [Documentation]    What the guardian answered, or that nobody did in time.
    [Arguments]    ${case}
    Declare Effects    ${case}    answer
    Do Effect    ${case}    answer    do=Register Answer    check=Find Answer

Look Up Decision
    [Documentation]    What stands in the child-care system as the application's outcome, if there is one yet.
    [Arguments]    ${case}
    Log In To Child Care System
    Open Application    ${case}
    Read Decision    ${case}

Close Systems
    [Documentation]    Leave no browser behind, whatever happened.
    Close Browser Session
