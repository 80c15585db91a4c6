*** Settings ***
Documentation       Economic assistance (försörjningsstöd): renewals, from the worklist to a decision that is read back.
...                 Reads as a caseworker's instruction; what each step clicks stands in the page objects of the
...                 municipality's own case system, and what is right stands in the rules of the process.

Library             RPA.Robocorp.WorkItems    autoload=${False}
Library             shared_library.cases.Cases
Library             shared_library.systems.case_system.CaseSystem
Library             shared_library.systems.registers.Registers
Library             resources/EconomicAssistance.py

Suite Teardown      Close Systems


*** Tasks ***
Collect Applications
    [Documentation]    Find every new application in the worklist and lay it in the queue, once.
    Log In To Case System
    ${applications} =    Find New Applications
    Add Cases    ${applications}

Handle Applications
    [Documentation]    Take one case after the other: read it, let the rules assess it, write the decision.
    For Each Case    assess=Assess Application    write=Write Decision    leave=Close Case

Read Outcomes
    [Documentation]    Look up what caseworkers decided in the cases that were only assessed or prepared. Write nothing.
    Log In To Case System
    For Each Outcome    read=Look Up Decision    leave=Close Case

Try Connection
    [Documentation]    Log in where the robot works, and out again. Nothing is opened, nothing is written.
    Log In To Case System
    Log    The robot is in the case system.    console=${True}
    ${may_ask} =    May Ask Registers
    IF    ${may_ask}
        Log In To Registers
        Log    The robot is in the register portal.    console=${True}
    END


*** Keywords ***
Assess Application
    [Documentation]    Read all that the rules need, in the case system and in the registers, and let them assess it.
    [Arguments]    ${case}
    Read In Case System    ${case}
    Read In Registers    ${case}
    Gather Facts    ${case}
    Assess Case    ${case}

Read In Case System
    [Documentation]    The case itself, who lives in the household, last month, and what is applied for now.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Case System
    Begin Phase    ${case}    read
    Open Case    ${case}
    Read Case    ${case}
    Read Household    ${case}
    Read Previous Month    ${case}
    Read Application    ${case}

Read In Registers
    [Documentation]    What the seven agencies answer about each adult: asked by the robot, or, where the ground for its
    ...    own questions is not recorded yet, as the answers lie in the case already.
    [Arguments]    ${case}
    Begin Phase    ${case}    registers
    ${may_ask} =    May Ask Registers
    IF    ${may_ask}
        Log In To Registers
        Read Registers For Each Adult    ${case}
    ELSE
        Read Register Answers In Case    ${case}
    END

Write Decision
    [Documentation]    Write the calculation, the decision and the journal note, and read each back on the page.
    ...    Where a person decides (mode prepare), the decision is left to that person: neither declared nor done.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Case System
    Open Case    ${case}
    Declare Effects    ${case}    calculation    decision    journal_note    left_in_prepare=decision
    Do Effect    ${case}    calculation    do=Save Calculation    check=Find Calculation
    Do Effect    ${case}    decision    do=Save Decision    check=Find Decision
    Do Effect    ${case}    journal_note    do=Save Journal Note    check=Find Journal Note

Look Up Decision
    [Documentation]    What stands in the case system as the decision of the case's month, if there is one yet.
    [Arguments]    ${case}
    Log In To Case System
    Open Case    ${case}
    Read Decision    ${case}

Close Systems
    [Documentation]    Leave no browser behind, whatever happened.
    Close Browser Session
